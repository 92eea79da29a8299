SELECT
  site_id AS siteId,
  sumOrNullIf(revenue, country = {p1:String}) AS revenue_,
  avgOrNullIf(score, country = {p1:String}) AS meanScore,
  uniqIf(user_id, country = {p1:String}) AS visitors
FROM fixture.visits
WHERE site_id IN {p2:Array(String)}
GROUP BY siteId
ORDER BY siteId
LIMIT {p3:UInt64}
