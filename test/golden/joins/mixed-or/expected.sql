SELECT
  siteId,
  sum(visits_) AS visits,
  sum(revenue_) AS revenue
FROM (
  SELECT
    owner_id AS region_key,
    site_id AS siteId,
    country = {p1:String} AS condition,
    NOT (pages > {p2:Int64}) AS condition_,
    count() AS visits_,
    sum(revenue) AS revenue_
  FROM fixture.visits
  WHERE site_id IN {p3:Array(String)}
  GROUP BY region_key, siteId, condition, condition_
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS region_key,
    label AS region_label,
    id AS region_id
  FROM fixture.regions
) AS region USING (region_key)
WHERE condition OR region_label = {p4:String} OR (condition_ AND region_id IS NULL)
GROUP BY siteId
ORDER BY siteId
LIMIT {p5:UInt64}
