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
  WHERE site_id IN {p1:Array(String)}
  GROUP BY `../country`, device
)
WHERE [`../country`] IN (
    SELECT
      [country]
    FROM (
      SELECT
        country,
        sum(revenue) AS revenue_
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
      GROUP BY country
      ORDER BY revenue_, country
      LIMIT {p2:UInt64}
    )
  )
ORDER BY visits DESC, toString(device)
LIMIT {p3:UInt64} BY `../country`
