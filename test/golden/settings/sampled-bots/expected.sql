SELECT
  `site.name`,
  visits_ AS visits,
  bounces_ AS bounces,
  revenue
FROM (
  SELECT
    `site.name`,
    ifNull(any(visits_), 0) AS visits_,
    any(revenue) AS revenue,
    ifNull(any(bounces_), 0) AS bounces_
  FROM (
    SELECT
      site_name AS `site.name`,
      sum(visits) AS visits_,
      sum(revenue_) AS revenue,
      NULL AS bounces_
    FROM (
      SELECT
        site_id AS site_key,
        sum(if(site_id IN {p1:Array(String)}, 10, 1)) AS visits,
        sum(toDecimal256(revenue, 2) * if(site_id IN {p1:Array(String)}, 10, 1)) AS revenue_
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
        AND NOT bounced
      GROUP BY site_key
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        id AS site_key,
        name AS site_name
      FROM fixture.sites FINAL
      WHERE id IN {p2:Array(String)}
    ) AS site USING (site_key)
    GROUP BY `site.name`
    UNION ALL
    SELECT
      site_name AS `site.name`,
      NULL AS visits_,
      NULL AS revenue,
      sum(bounces) AS bounces_
    FROM (
      SELECT
        site_id AS site_key,
        sumIf(if(site_id IN {p1:Array(String)}, 10, 1), bounced) AS bounces
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
      GROUP BY site_key
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        id AS site_key,
        name AS site_name
      FROM fixture.sites FINAL
      WHERE id IN {p2:Array(String)}
    ) AS site USING (site_key)
    GROUP BY `site.name`
  )
  GROUP BY `site.name`
)
ORDER BY visits DESC, `site.name`
LIMIT {p3:UInt64}
