SELECT
  site_id AS siteId,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY siteId
ORDER BY visits DESC, siteId
LIMIT {p2:UInt64}
