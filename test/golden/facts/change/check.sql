SELECT d, ifNull(n, 0), ifNull(n, 0) - ifNull(b, 0), if(n IS NULL OR b IS NULL, NULL, (n - b) / b), ifNull(n, 0) - ifNull(b, 0)
FROM (
  SELECT d, toInt64(nullIf(sum(now), 0)) AS n, toInt64(nullIf(sum(before), 0)) AS b
  FROM (
    SELECT toDate(started_at, 'UTC') AS d, 1 AS now, 0 AS before FROM fixture.visits WHERE site_id IN ('aa', 'bb')
    UNION ALL SELECT toDate(started_at, 'UTC') + 1, 0, 1 FROM fixture.visits WHERE site_id IN ('aa', 'bb')
  )
  WHERE d >= '2024-03-02' AND d < '2024-03-06'
  GROUP BY d
)
ORDER BY d
