SELECT
  count() AS a,
  count() AS b,
  country AS `where`,
  country AS `x.country`
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY `where`, `x.country`
ORDER BY a DESC, `where`, `x.country`
LIMIT {p2:UInt64}
