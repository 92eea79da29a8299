SELECT
  siteId,
  sumIf(visits, site_region_label = {p1:String}) AS northVisits
FROM (
  SELECT
    site_id AS site_key,
    site_id AS siteId,
    count() AS visits
  FROM fixture.visits
  WHERE site_id IN {p2:Array(String)}
  GROUP BY site_key, siteId
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS site_key,
    region_id AS site_region_key
  FROM fixture.sites FINAL
  WHERE id IN {p2:Array(String)}
) AS site USING (site_key)
LEFT ANY JOIN (
  SELECT
    id AS site_region_key,
    label AS site_region_label
  FROM fixture.regions
) AS site_region USING (site_region_key)
GROUP BY siteId
ORDER BY siteId
LIMIT {p3:UInt64}
