SELECT
  visit_id AS id
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND revenue IN {p2:Array(Decimal(38, 2))}
  AND revenue NOT IN {p3:Array(Decimal(38, 2))}
GROUP BY id
ORDER BY id
LIMIT {p4:UInt64}
