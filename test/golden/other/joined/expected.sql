SELECT
  anyOrNullIf(`site.name_`, place > 0) AS `site.name`,
  sum(visits__) AS visits,
  uniqMerge(visitors__) AS visitors,
  ifNull(uniqCombinedMerge(distinctScores__), 0) AS distinctScores,
  quantilesExactMerge(0.25, 0.75)(spread__) AS spread,
  sum(tax__) AS tax,
  if(place > 0, 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    `site.name_`,
    visits__,
    visitors__,
    distinctScores__,
    spread__,
    tax__,
    bytes,
    row_number() OVER (ORDER BY bytes, `site.name_`) AS position,
    if(position <= {p1:UInt64}, position, 0) AS place
  FROM (
    SELECT
      site_name AS `site.name_`,
      sum(visits_) AS visits__,
      uniqMergeState(visitors_) AS visitors__,
      uniqCombinedMergeState(distinctScores_) AS distinctScores__,
      quantilesExactMergeState(0.25, 0.75)(spread_) AS spread__,
      sum(tax_) AS tax__,
      sum(bytes_) AS bytes
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
    GROUP BY `site.name_`
  )
)
GROUP BY place
ORDER BY place = 0, place
