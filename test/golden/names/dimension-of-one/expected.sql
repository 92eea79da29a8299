SELECT
  if(site_id IN {p1:Array(String)}, nullIf(source, ''), NULL) AS custom,
  site_id AS siteId,
  count() AS hits
FROM fixture.visits
WHERE site_id IN {p2:Array(String)}
GROUP BY custom, siteId
ORDER BY hits DESC, custom, siteId
LIMIT {p3:UInt64}
