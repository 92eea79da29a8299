SELECT
  body,
  sum(stars) AS starSum
FROM fixture.notes
WHERE site_id IN {p1:Array(String)} OR open IN {p2:Array(Bool)}
GROUP BY body
ORDER BY body
LIMIT {p3:UInt64}
