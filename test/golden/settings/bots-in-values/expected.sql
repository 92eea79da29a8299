SELECT
  country AS value
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND NOT bounced
  AND country IS NOT NULL
GROUP BY value
ORDER BY value
LIMIT {p2:UInt64}
