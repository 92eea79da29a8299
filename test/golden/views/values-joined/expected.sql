SELECT
  site_region_label AS value
FROM (
  SELECT
    site_id AS site_key
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
  GROUP BY site_key
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS site_key,
    region_id AS site_region_key
  FROM fixture.sites FINAL
  WHERE id IN {p1:Array(String)}
) AS site USING (site_key)
LEFT ANY JOIN (
  SELECT
    id AS site_region_key,
    label AS site_region_label
  FROM fixture.regions
) AS site_region USING (site_region_key)
WHERE site_region_label IS NOT NULL
GROUP BY value
ORDER BY value
LIMIT {p2:UInt64}
