SELECT
  country,
  avg(score) AS meanScore
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY country
ORDER BY meanScore DESC, country
LIMIT {p2:UInt64}
