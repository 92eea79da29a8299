SELECT
  site_id AS siteId,
  median(toFloat64(revenue)) AS medianRevenue,
  quantileExact(0.5)(revenue) AS middleRevenue
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY siteId
ORDER BY medianRevenue DESC, siteId
LIMIT {p2:UInt64}
