SELECT
  `../country`,
  anyOrNullIf(device_, place > 0) AS device,
  sum(visits_) AS visits,
  sum(visits_) / nullIf(any(visits_total), 0) AS ofAll,
  sum(visits_) / nullIf(any(visits_total_), 0) AS ofParent,
  if(place > 0, 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    `../country`,
    device_,
    visits_,
    visits_total,
    visits_total_,
    row_number() OVER (PARTITION BY `../country` ORDER BY visits_ DESC, toString(device_)) AS position,
    if(position <= {p1:UInt64}, position, 0) AS place
  FROM (
    SELECT
      `../country`,
      device_,
      visits_,
      sum(visits_) OVER () AS visits_total,
      sum(visits_) OVER (PARTITION BY `../country`) AS visits_total_
    FROM (
      SELECT
        country AS `../country`,
        device AS device_,
        count() AS visits_
      FROM fixture.visits
      GROUP BY `../country`, device_
    )
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
