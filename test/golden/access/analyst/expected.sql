SELECT
  site_id AS siteId,
  count() AS visits
FROM fixture.visits
GROUP BY siteId
ORDER BY visits DESC, siteId
LIMIT {p1:UInt64}
