SELECT
  device,
  country,
  pages AS pageCount
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
ORDER BY toString(device), country, pageCount
LIMIT {p2:UInt64}
OFFSET {p3:UInt64}
