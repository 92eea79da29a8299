SELECT
  site,
  `visits.visitsOfTime`
FROM (
  SELECT
    site,
    ifNull(`visits.visitsOfTime`, 0) AS `visits.visitsOfTime`
  FROM (
    SELECT
      site,
      any(`visits.visitsOfTime`) OVER () AS `visits.visitsOfTime`,
      level
    FROM (
      SELECT
        site,
        any(`visits.visitsOfTime`) AS `visits.visitsOfTime`,
        level
      FROM (
        SELECT
          site_id AS site,
          NULL AS `visits.visitsOfTime`,
          0 AS level
        FROM fixture.visits
        WHERE site_id IN {p1:Array(String)}
        GROUP BY site
        UNION ALL
        SELECT
          NULL AS site,
          count() AS `visits.visitsOfTime`,
          1 AS level
        FROM fixture.visits
        WHERE site_id IN {p1:Array(String)}
      )
      GROUP BY site, level
    )
  )
  WHERE level = 0
)
ORDER BY `visits.visitsOfTime` DESC, site
LIMIT {p2:UInt64}
