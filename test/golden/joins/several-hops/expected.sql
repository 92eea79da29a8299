SELECT
  site_region_manager_name AS `site.region.manager.name`,
  site_region_label AS `site.region.label`,
  sum(visits_) AS visits,
  sum(tax_) AS tax
FROM (
  SELECT
    site_id AS site_key,
    count() AS visits_,
    sum(toDecimal256(tax, 4)) AS tax_
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
    manager_id AS site_region_manager_key,
    label AS site_region_label
  FROM fixture.regions
) AS site_region USING (site_region_key)
LEFT ANY JOIN (
  SELECT
    id AS site_region_manager_key,
    name AS site_region_manager_name
  FROM fixture.managers
) AS site_region_manager USING (site_region_manager_key)
GROUP BY `site.region.manager.name`, `site.region.label`
ORDER BY visits DESC, `site.region.manager.name`, `site.region.label`
LIMIT {p2:UInt64}
