SELECT
  country,
  count() AS visits,
  sum(pages) AS pages_
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY country
ORDER BY visits DESC, country
LIMIT {p2:UInt64}
