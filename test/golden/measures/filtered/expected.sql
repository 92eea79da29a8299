SELECT
  site_id AS siteId,
  countIf(bounced) AS bounces,
  countIf((source = 'paid')) AS paidVisits,
  countIf(bounced AND (source = 'paid')) / nullIf(paidVisits, 0) AS paidBounceRate,
  countIf(country = {p1:String}) AS german,
  sumOrNullIf(pages, NOT (country = {p1:String})) AS notGerman,
  countIf(bounced AND toString(device) = {p2:String}) AS mobileBounces,
  uniqIf(user_id, (pages > 5 OR bytes > 1000)) AS big
FROM fixture.visits
WHERE site_id IN {p3:Array(String)}
GROUP BY siteId
ORDER BY siteId
LIMIT {p4:UInt64}
