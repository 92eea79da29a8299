SELECT
  country,
  sum(visits_) AS visits
FROM (
  SELECT
    owner_id AS region_key,
    country,
    count() AS visits_
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
  GROUP BY region_key, country
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS region_key,
    label AS region_label
  FROM fixture.regions
) AS region USING (region_key)
WHERE region_label IS NULL
GROUP BY country
ORDER BY visits DESC, country
LIMIT {p2:UInt64}
