SELECT
  `../country`,
  anyOrNullIf(source_, place > 0) AS source,
  sum(visits_) AS visits,
  uniqMerge(visitors_) AS visitors,
  if(place > 0, 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    `../country`,
    source_,
    visits_,
    visitors_,
    revenue_,
    row_number() OVER (PARTITION BY `../country` ORDER BY revenue_ DESC, source_) AS position,
    if(position <= {p1:UInt64}, position, 0) AS place
  FROM (
    SELECT
      country AS `../country`,
      if(source = '', 'direct', lower(source)) AS source_,
      count() AS visits_,
      uniqState(user_id) AS visitors_,
      sum(revenue) AS revenue_
    FROM fixture.visits
    GROUP BY `../country`, source_
  )
)
WHERE [`../country`] IN (
    SELECT
      [country]
    FROM (
      SELECT
        country,
        count() AS visits
      FROM fixture.visits
      GROUP BY country
      ORDER BY visits DESC, country
      LIMIT {p2:UInt64}
    )
  )
GROUP BY `../country`, place
ORDER BY place = 0, place
