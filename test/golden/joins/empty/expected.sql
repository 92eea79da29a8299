SELECT
  sumIf(visits_, region_label = {p1:String}) AS visits,
  sumOrNullIf(revenue_, region_label = {p1:String}) AS revenue,
  avgOrNullMergeIf(meanScore_, region_label = {p1:String}) AS meanScore,
  sumOrNull(pages_) AS pages
FROM (
  SELECT
    owner_id AS region_key,
    count() AS visits_,
    sumOrNull(revenue) AS revenue_,
    avgOrNullState(score) AS meanScore_,
    sumOrNull(pages) AS pages_
  FROM fixture.visits
  WHERE site_id IN {p2:Array(String)}
    AND country = {p3:String}
  GROUP BY region_key
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS region_key,
    label AS region_label
  FROM fixture.regions
) AS region USING (region_key)
