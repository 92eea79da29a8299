SELECT
  body,
  count() AS notes
FROM fixture.notes
WHERE site_id IN {p1:Array(String)}
  AND open IN {p2:Array(Bool)}
GROUP BY body
ORDER BY notes DESC, body
LIMIT {p3:UInt64}
