SELECT
  country,
  sum(toDecimal256(tax, 4)) AS levy
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY country
HAVING levy IS NULL
ORDER BY levy DESC, country
LIMIT {p2:UInt64}
