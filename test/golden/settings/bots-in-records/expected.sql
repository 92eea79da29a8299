SELECT
  visit_id AS id
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND NOT (bounced AND site_id IN {p2:Array(String)})
ORDER BY id
LIMIT {p3:UInt64}
