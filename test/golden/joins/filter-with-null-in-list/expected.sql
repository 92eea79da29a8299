SELECT
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
) AS region USING (region_key)
WHERE region_label IN {p2:Array(String)} OR region_label IS NULL
