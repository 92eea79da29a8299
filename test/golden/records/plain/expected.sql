SELECT
  device,
  country
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
ORDER BY started_at, toString(device), country
LIMIT {p2:UInt64}
