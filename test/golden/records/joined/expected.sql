SELECT
  id,
  site_name AS `site.name`,
  region_label AS `region.label`,
  month
FROM (
  SELECT
    site_id AS site_key,
    owner_id AS region_key,
    visit_id AS id,
    toStartOfMonth(started_at, {p1:String}) AS month
  FROM fixture.visits
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS site_key,
    name AS site_name
  FROM fixture.sites FINAL
) AS site USING (site_key)
LEFT ANY JOIN (
  SELECT
    id AS region_key,
    manager_id AS region_manager_key,
    label AS region_label
  FROM fixture.regions
) AS region USING (region_key)
LEFT ANY JOIN (
  SELECT
    id AS region_manager_key,
    name AS region_manager_name
  FROM fixture.managers
) AS region_manager USING (region_manager_key)
WHERE site_name IS NOT NULL
ORDER BY region_manager_name, id DESC, `site.name`, `region.label`, month
LIMIT {p2:UInt64}
OFFSET {p3:UInt64}
