SELECT
  bounced,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY bounced
ORDER BY bounced
LIMIT {p2:UInt64}
