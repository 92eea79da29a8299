SELECT
  name,
  region_label AS `region.label`,
  sum(sites_) AS sites
FROM (
  SELECT
    region_id AS region_key,
    name,
    count() AS sites_
  FROM fixture.sites FINAL
  WHERE id IN {p1:Array(String)}
  GROUP BY region_key, name
) AS sites
LEFT ANY JOIN (
  SELECT
    id AS region_key,
    label AS region_label
  FROM fixture.regions
) AS region USING (region_key)
GROUP BY name, `region.label`
ORDER BY name, `region.label`
LIMIT {p2:UInt64}
