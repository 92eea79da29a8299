SELECT d, s, sum(p) / nullIf(sum(t), 0), nullIf(sum(b), 0), nullIf(sum(t), 0), sum(e)
FROM (
  SELECT toDate(started_at, 'UTC') AS d, site_id AS s, pages AS p, 1 AS t, 0 AS b, 0 AS e, 0 AS e0 FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb'))
  UNION ALL SELECT toDate(started_at, 'UTC') + 1, site_id, 0, 0, 1, 0, 0 FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb'))
  UNION ALL SELECT toDate(ended_at, 'UTC'), site_id, 0, 0, 0, 1, 1 FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb')) WHERE ended_at IS NOT NULL
)
WHERE d >= '2024-03-01' AND d < '2024-03-04'
GROUP BY d, s
ORDER BY d, s
