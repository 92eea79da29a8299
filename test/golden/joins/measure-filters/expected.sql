SELECT
  siteId,
  sumIf(visits, region_label = {p1:String}) AS north,
  sumOrNullIf(revenue_, region_label = {p1:String}) AS northDesktop,
  uniqMergeIf(visitors, region_label = {p2:String} OR condition) AS either,
  quantileExactOrNullMergeIf(0.5)(medianScore, region_label = {p3:String}) AS none
FROM (
  SELECT
    owner_id AS region_key,
    site_id AS siteId,
    country IS NULL AS condition,
    count() AS visits,
    sumOrNullIf(revenue, toString(device) = {p4:String}) AS revenue_,
    uniqState(user_id) AS visitors,
    quantileExactOrNullState(0.5)(score) AS medianScore
  FROM fixture.visits
  WHERE site_id IN {p5:Array(String)}
  GROUP BY region_key, siteId, condition
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS region_key,
    label AS region_label
  FROM fixture.regions
) AS region USING (region_key)
GROUP BY siteId
ORDER BY siteId
LIMIT {p6:UInt64}
