SELECT
  site_id AS siteId,
  uniq(user_id) AS visitors
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY siteId
ORDER BY visitors DESC, siteId
LIMIT {p2:UInt64}
