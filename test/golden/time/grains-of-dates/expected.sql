SELECT
  born AS d,
  toStartOfWeek(born, 1) AS w,
  toStartOfYear(born) AS y,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY d, w, y
ORDER BY d, w, y
LIMIT {p2:UInt64}
