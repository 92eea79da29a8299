SELECT
  country AS site_id_,
  sumOrNullIf(revenue, (`@visits:site:name`) = 'Alpha') AS alphaRevenue
FROM fixture.visits
LEFT ANY JOIN (
  SELECT
    id AS `@siteKey`,
    name AS `@visits:site:name`
  FROM fixture.sites FINAL
) AS `@site` ON site_id = `@siteKey`
GROUP BY site_id_
ORDER BY alphaRevenue DESC, site_id_
LIMIT {p1:UInt64}
