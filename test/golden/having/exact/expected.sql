SELECT
  site_id AS siteId,
  sum(toInt128(bytes)) AS bytes_
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY siteId
HAVING bytes_ > {p2:Int128}
ORDER BY bytes_ DESC, siteId
LIMIT {p3:UInt64}
