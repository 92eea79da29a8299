SELECT
  if(source = '', 'direct', lower(source)) AS source_,
  count() AS visits,
  sumOrNullIf(revenue, source = 'paid') AS paidRevenue
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND source != {p2:String}
GROUP BY source_
ORDER BY visits DESC, source_
LIMIT {p3:UInt64}
