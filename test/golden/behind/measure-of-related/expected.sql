SELECT
  site_name AS `site.name`,
  sumOrNull(alphaRevenue_) AS alphaRevenue,
  sum(visits_) AS visits
FROM (
  SELECT
    site_id AS site_key,
    sumOrNullIf(revenue, (`@visits:site:name`) = 'Alpha') AS alphaRevenue_,
    count() AS visits_
  FROM fixture.visits
  LEFT ANY JOIN (
    SELECT
      id AS `@siteKey`,
      name AS `@visits:site:name`
    FROM fixture.sites FINAL
    WHERE id IN {p1:Array(String)}
  ) AS `@site` ON site_id = `@siteKey`
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
ORDER BY alphaRevenue DESC, `site.name`
LIMIT {p2:UInt64}
