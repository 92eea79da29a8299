SELECT
  user_id AS userId,
  count() AS visits,
  countIf(bounced) / nullIf(visits, 0) AS bounceRate
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY userId
HAVING visits >= {p2:UInt64}
  AND (bounceRate > {p3:Float64} OR sum(revenue) >= {p4:Decimal(38, 2)})
ORDER BY visits DESC, userId
LIMIT {p5:UInt64}
