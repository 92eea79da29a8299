SELECT
  multiIf(site_id IN {p1:Array(String)}, nullIf(source, ''), site_id IN {p2:Array(String)}, toString(device), NULL) AS plan,
  count() AS hits
FROM fixture.visits
WHERE site_id IN {p3:Array(String)}
GROUP BY plan
ORDER BY plan
LIMIT {p4:UInt64}
