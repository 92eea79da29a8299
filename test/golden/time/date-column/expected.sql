SELECT
  day,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND day >= {p2:Date32}
  AND day < {p3:Date32}
GROUP BY day
ORDER BY day
LIMIT {p4:UInt64}
