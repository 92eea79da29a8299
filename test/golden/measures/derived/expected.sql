SELECT
  sumOrNull(revenue) - sumOrNull(toDecimal256(tax, 4)) AS net,
  sumOrNull(revenue) * 1.19 AS gross,
  count() - countIf(bounced) AS engaged,
  toInt128(minOrNull(bytes)) - toInt128(maxOrNull(bytes)) AS byteRange,
  toInt128(count()) * sumOrNull(pages) AS area,
  round(toFloat64(sumOrNull(revenue) - sumOrNullIf(revenue, source = 'paid')) / nullIf(countIf(bounced), 0), 2) AS perBounce
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
