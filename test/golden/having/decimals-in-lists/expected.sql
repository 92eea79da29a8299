SELECT
  site_id AS siteId,
  sum(toDecimal256(tax, 4)) AS tax_
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY siteId
HAVING ((sum(revenue) - tax_) != {p2:Decimal(38, 1)} AND (sum(revenue) - tax_) IS NOT NULL)
  AND (tax_ = {p3:Decimal(38, 4)} OR tax_ = {p4:Decimal(38, 4)})
ORDER BY tax_ DESC, siteId
LIMIT {p5:UInt64}
