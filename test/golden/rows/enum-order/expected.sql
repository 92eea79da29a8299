SELECT
  device,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND toString(device) >= {p2:String}
GROUP BY device
ORDER BY toString(device) DESC
LIMIT {p3:UInt64}
