SELECT
  device,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY device
ORDER BY visits DESC, toString(device)
LIMIT {p2:UInt64}
