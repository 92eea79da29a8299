SELECT
  `region.label`,
  sites_ AS sites,
  visits_ AS visits,
  revenue
FROM (
  SELECT
    `region.label`,
    ifNull(any(sites_), 0) AS sites_,
    ifNull(any(visits_), 0) AS visits_,
    any(revenue) AS revenue
  FROM (
    SELECT
      region_label AS `region.label`,
      sum(sites) AS sites_,
      NULL AS visits_,
      NULL AS revenue
    FROM (
      SELECT
        region_id AS region_key,
        count() AS sites
      FROM fixture.sites FINAL
      WHERE id IN {p1:Array(String)}
        AND id != {p2:String}
      GROUP BY region_key
    ) AS sites
    LEFT ANY JOIN (
      SELECT
        id AS region_key,
        label AS region_label
      FROM fixture.regions
    ) AS region USING (region_key)
    GROUP BY `region.label`
    UNION ALL
    SELECT
      visits_of_region_label AS `region.label`,
      NULL AS sites_,
      sum(visits) AS visits_,
      sum(revenue_) AS revenue
    FROM (
      SELECT
        site_id AS visits_of_key,
        count() AS visits,
        sum(revenue) AS revenue_
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
      GROUP BY visits_of_key
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        id AS visits_of_key,
        region_id AS visits_of_region_key,
        true AS visits_of_condition,
        id AS visits_of_id
      FROM fixture.sites FINAL
      WHERE id IN {p1:Array(String)}
    ) AS visits_of USING (visits_of_key)
    LEFT ANY JOIN (
      SELECT
        id AS visits_of_region_key,
        label AS visits_of_region_label
      FROM fixture.regions
    ) AS visits_of_region USING (visits_of_region_key)
    WHERE visits_of_condition
      AND visits_of_id != {p2:String}
    GROUP BY `region.label`
  )
  GROUP BY `region.label`
)
ORDER BY sites DESC, `region.label`
LIMIT {p3:UInt64}
