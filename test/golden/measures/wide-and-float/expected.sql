SELECT
  site_id AS siteId,
  toFloat64(sum(toInt128(bytes))) * 0.001 AS kilobytes,
  (toFloat64(sum(toInt128(bytes))) + avg(score) - max(bytes)) / 3000000007 AS bytesAndScore,
  toDecimal256(greatest(toDecimal256(max(bytes), 2), sum(revenue)), 2) - abs(sum(toInt128(balance))) AS largest,
  toFloat64(least(toInt128(count()), toInt128(countIf(bounced)))) * 0.5 AS leastOrHalf,
  nullIf(count(), 1.5) + sum(toInt128(bytes)) AS notOne
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY siteId
ORDER BY siteId
LIMIT {p2:UInt64}
