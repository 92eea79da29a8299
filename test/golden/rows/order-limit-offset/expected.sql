SELECT
  user_id AS userId,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY userId
ORDER BY sum(revenue) DESC, userId
LIMIT {p2:UInt64}
OFFSET {p3:UInt64}
