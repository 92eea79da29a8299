SELECT
  site_id AS siteId,
  sum(pages) AS pages_
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY siteId
ORDER BY pages_ DESC, siteId
LIMIT {p2:UInt64}
