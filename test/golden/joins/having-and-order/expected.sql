SELECT
  region_label AS `region.label`,
  sum(visits_) AS visits
FROM (
  SELECT
    owner_id AS region_key,
    count() AS visits_,
    sum(pages) AS pages_
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
HAVING sum(pages_) > {p2:UInt64}
ORDER BY `region.label` DESC
LIMIT {p3:UInt64}
