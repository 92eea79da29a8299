SELECT
  label,
  count() AS regions
FROM fixture.regions
WHERE label IN {p1:Array(String)}
GROUP BY label
ORDER BY regions DESC, label
LIMIT {p2:UInt64}
