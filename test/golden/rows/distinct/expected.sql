SELECT
  country,
  device
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY country, device
ORDER BY country, toString(device)
LIMIT {p2:UInt64}
