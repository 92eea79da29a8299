SELECT
  region_label AS `region.label`,
  sum(visits_) AS visits
FROM (
  SELECT
    owner_id AS region_key,
    count() AS visits_
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
  GROUP BY region_key
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS region_key,
    label AS region_label
  FROM fixture.regions
  WHERE label IN {p2:Array(String)}
) AS region USING (region_key)
GROUP BY `region.label`
ORDER BY visits DESC, `region.label`
LIMIT {p3:UInt64}
