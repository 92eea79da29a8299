SELECT
  country,
  sum(toDecimal256(tax, 4)) AS tax_,
  sum(toInt128(balance)) AS balance_,
  count(score) AS scored
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND country IN {p2:Array(String)}
  AND visit_id != {p3:UInt64}
GROUP BY country
ORDER BY tax_ DESC, country
LIMIT {p4:UInt64}
