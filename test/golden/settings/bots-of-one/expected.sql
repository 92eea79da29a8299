SELECT
  site_id AS siteId,
  count() AS visits,
  sum(pages) AS pages_
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND NOT (bounced AND site_id IN {p2:Array(String)})
GROUP BY siteId
ORDER BY siteId
LIMIT {p3:UInt64}
