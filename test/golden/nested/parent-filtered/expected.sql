SELECT
  `../country`,
  device,
  visits
FROM (
  SELECT
    country AS `../country`,
    device,
    count() AS visits
  FROM fixture.visits
  GROUP BY `../country`, device
)
WHERE [`../country`] IN (
    SELECT
      [country]
    FROM (
      SELECT
        country
      FROM fixture.visits
      GROUP BY country
      HAVING count() > {p1:UInt64}
      ORDER BY country DESC
      LIMIT {p2:UInt64}
      OFFSET {p2:UInt64}
    )
  )
ORDER BY visits DESC, toString(device)
LIMIT {p3:UInt64} BY `../country`
