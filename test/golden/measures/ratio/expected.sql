SELECT
  country,
  countIf(bounced) / nullIf(count(), 0) AS bounceRate,
  toFloat64(sum(revenue)) / nullIf(count(), 0) AS revenuePerVisit,
  toFloat64(sum(toDecimal256(tax, 4))) / nullIf(sum(revenue), 0) AS taxRate
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY country
ORDER BY bounceRate DESC, country
LIMIT {p2:UInt64}
