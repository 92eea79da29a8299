WITH `#rows 0` AS (
  SELECT
    `site.name` AS group1
  FROM (
    SELECT
      site_name AS `site.name`
    FROM (
      SELECT
        site_id AS site_key,
        sum(toInt128(bytes)) AS bytes_
      FROM fixture.visits
      GROUP BY site_key
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        id AS site_key,
        name AS site_name
      FROM fixture.sites FINAL
    ) AS site USING (site_key)
    GROUP BY `site.name`
    ORDER BY sum(bytes_), `site.name`
    LIMIT {p1:UInt64}
  )
)
SELECT
  if([site_name] IN (SELECT [group1] FROM `#rows 0`), site_name, NULL) AS `site.name`,
  sum(visits_) AS visits,
  uniqMerge(visitors_) AS visitors,
  ifNull(uniqCombinedMerge(distinctScores_), 0) AS distinctScores,
  quantilesExactMerge(0.25, 0.75)(spread_) AS spread,
  sum(tax_) AS tax,
  if([site_name] IN (SELECT [group1] FROM `#rows 0`), 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    site_id AS site_key,
    count() AS visits_,
    uniqState(user_id) AS visitors_,
    uniqCombinedState(score) AS distinctScores_,
    quantilesExactState(0.25, 0.75)(pages) AS spread_,
    sum(toDecimal256(tax, 4)) AS tax_,
    sum(toInt128(bytes)) AS bytes_
  FROM fixture.visits
  GROUP BY site_key
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS site_key,
    name AS site_name
  FROM fixture.sites FINAL
) AS site USING (site_key)
GROUP BY `site.name`, `#kind`
ORDER BY `#kind` DESC, sum(bytes_), `site.name`
