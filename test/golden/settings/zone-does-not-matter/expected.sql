SELECT
  site_id AS siteId,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND started_at >= {p2:DateTime64(3, 'UTC')}
  AND started_at < {p3:DateTime64(3, 'UTC')}
GROUP BY siteId
ORDER BY siteId
LIMIT {p4:UInt64}
