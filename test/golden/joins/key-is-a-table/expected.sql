SELECT
  site_name AS visits,
  site,
  sum(visits_) AS count
FROM (
  SELECT
    site_id AS site_key,
    site_id AS site,
    count() AS visits_
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
  GROUP BY site_key, site
) AS visits_
LEFT ANY JOIN (
  SELECT
    id AS site_key,
    name AS site_name
  FROM fixture.sites FINAL
  WHERE id IN {p1:Array(String)}
) AS site_ USING (site_key)
GROUP BY visits, site
ORDER BY count DESC, visits, site
LIMIT {p2:UInt64}
