SELECT
  region_label AS `region.label`,
  sum(visits_) AS visits,
  sum(pages_) AS pages,
  quantilesExactMerge(0.25, 0.75)(spread_) AS spread
FROM (
  SELECT
    owner_id AS region_key,
    count() AS visits_,
    sum(pages) AS pages_,
    quantilesExactState(0.25, 0.75)(pages) AS spread_
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
  GROUP BY region_key
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS region_key,
    label AS region_label
  FROM fixture.regions
) AS region USING (region_key)
GROUP BY `region.label`
ORDER BY visits DESC, `region.label`
LIMIT {p2:UInt64}
