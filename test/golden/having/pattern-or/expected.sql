SELECT
  site_id AS siteId
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY siteId
HAVING count() > {p2:UInt64} OR match(argMax(source, started_at), {p3:String}) OR match(argMax(source, started_at), {p4:String})
ORDER BY siteId
LIMIT {p5:UInt64}
