SELECT
  site_name AS site_key,
  region_id,
  sum(visits) AS site,
  sum(pages_) AS name
FROM (
  SELECT
    site_id AS site_key_,
    country AS region_id,
    count() AS visits,
    sum(pages) AS pages_
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
  GROUP BY site_key_, region_id
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS site_key_,
    name AS site_name
  FROM fixture.sites FINAL
  WHERE id IN {p1:Array(String)}
) AS site USING (site_key_)
GROUP BY site_key, region_id
ORDER BY site DESC, site_key, region_id
LIMIT {p2:UInt64}
