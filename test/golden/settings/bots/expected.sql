SELECT
  country,
  count() AS visits,
  uniq(user_id) AS visitors,
  sum(revenue) AS revenue_
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND NOT bounced
GROUP BY country
ORDER BY country
LIMIT {p2:UInt64}
