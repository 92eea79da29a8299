SELECT
  name_ AS name,
  visits_ AS visits,
  revenue,
  bounces_ / nullIf(visits, 0) AS bounceRate
FROM (
  SELECT
    name_,
    ifNull(any(visits_), 0) AS visits_,
    any(revenue) AS revenue,
    ifNull(any(bounces_), 0) AS bounces_
  FROM (
    SELECT
      name AS name_,
      NULL AS visits_,
      NULL AS revenue,
      NULL AS bounces_
    FROM fixture.sites FINAL
    WHERE id IN {p1:Array(String)}
      AND id != {p2:String}
    GROUP BY name_
    UNION ALL
    SELECT
      visits_of_name AS name_,
      sum(visits) AS visits_,
      sum(revenue_) AS revenue,
      sum(bounces) AS bounces_
    FROM (
      SELECT
        site_id AS visits_of_key,
        count() AS visits,
        sum(revenue) AS revenue_,
        countIf(bounced) AS bounces
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
      GROUP BY visits_of_key
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        id AS visits_of_key,
        name AS visits_of_name,
        true AS visits_of_condition,
        id AS visits_of_id
      FROM fixture.sites FINAL
      WHERE id IN {p1:Array(String)}
    ) AS visits_of USING (visits_of_key)
    WHERE visits_of_condition
      AND visits_of_id != {p2:String}
    GROUP BY name_
  )
  GROUP BY name_
)
ORDER BY visits DESC, name
LIMIT {p3:UInt64}
