SELECT
  site_id AS siteId,
  quantileExact(0.5)(score) AS medianScore,
  quantilesExact(0.25, 0.75)(pages) AS spread,
  argMax(source, started_at) AS lastSource,
  min(started_at) AS firstSeen
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY siteId
ORDER BY siteId DESC
LIMIT {p2:UInt64}
