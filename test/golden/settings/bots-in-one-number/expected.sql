SELECT
  country,
  visits,
  bounces,
  `all`,
  bounces / nullIf(visits, 0) AS bounceRate
FROM (
  SELECT
    country,
    ifNull(any(visits), 0) AS visits,
    ifNull(any(bounces), 0) AS bounces,
    ifNull(any(`all`), 0) AS `all`
  FROM (
    SELECT
      country,
      count() AS visits,
      NULL AS bounces,
      NULL AS `all`
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
      AND NOT bounced
    GROUP BY country
    UNION ALL
    SELECT
      country,
      NULL AS visits,
      countIf(bounced) AS bounces,
      countIf(bounced IN {p2:Array(Bool)}) AS `all`
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
    GROUP BY country
  )
  GROUP BY country
)
ORDER BY country
LIMIT {p3:UInt64}
