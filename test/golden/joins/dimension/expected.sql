SELECT
  site_name AS `site.name`,
  sum(visits_) AS visits,
  sum(revenue_) AS revenue
FROM (
  SELECT
    site_id AS site_key,
    count() AS visits_,
    sum(revenue) AS revenue_
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
  GROUP BY site_key
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS site_key,
    name AS site_name
  FROM fixture.sites FINAL
  WHERE id IN {p1:Array(String)}
) AS site USING (site_key)
GROUP BY `site.name`
ORDER BY visits DESC, `site.name`
LIMIT {p2:UInt64}
