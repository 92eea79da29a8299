SELECT
  `date`,
  `visits.visits`
FROM (
  SELECT
    `date`,
    ifNull(`visits.visits`, 0) AS `visits.visits`
  FROM (
    SELECT
      `date`,
      any(`visits.visits`) OVER () AS `visits.visits`,
      level
    FROM (
      SELECT
        `date`,
        any(`visits.visits`) AS `visits.visits`,
        level
      FROM (
        SELECT
          toStartOfMonth(started_at, {p1:String}) AS `date`,
          NULL AS `visits.visits`,
          0 AS level
        FROM fixture.visits
        WHERE site_id IN {p2:Array(String)}
          AND started_at >= {p3:DateTime64(3, 'UTC')}
          AND started_at < {p4:DateTime64(3, 'UTC')}
        GROUP BY `date`
        UNION ALL
        SELECT
          NULL AS `date`,
          count() AS `visits.visits`,
          1 AS level
        FROM fixture.visits
        WHERE site_id IN {p2:Array(String)}
      )
      GROUP BY `date`, level
    )
  )
  WHERE level = 0
)
ORDER BY `date`
LIMIT {p5:UInt64}
