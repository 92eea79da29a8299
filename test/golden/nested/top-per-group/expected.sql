SELECT
  `../country`,
  source_,
  visits,
  visitors
FROM (
  SELECT
    country AS `../country`,
    if(source = '', 'direct', lower(source)) AS source_,
    count() AS visits,
    uniq(user_id) AS visitors
  FROM fixture.visits
  GROUP BY `../country`, source_
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
      LIMIT {p1:UInt64}
    )
  )
ORDER BY visits DESC, source_
LIMIT {p2:UInt64} BY `../country`
