SELECT
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
HAVING visits > {p2:UInt64}
