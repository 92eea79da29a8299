SELECT
  `../country`,
  device,
  visits,
  ofAll,
  ofParent,
  rank
FROM (
  SELECT
    `../country`,
    device_ AS device,
    visits,
    visits / nullIf(visits_, 0) AS ofAll,
    visits / nullIf(visits__, 0) AS ofParent,
    place AS rank
  FROM (
    SELECT
      `../country`,
      device_,
      visits,
      visits_,
      visits__,
      if(isNull(visits), NULL, rank() OVER (PARTITION BY `../country` ORDER BY visits DESC)) AS place
    FROM (
      SELECT
        `../country`,
        device_,
        visits AS visits,
        ifNull(visits_, 0) AS visits_,
        ifNull(visits__, 0) AS visits__
      FROM (
        SELECT
          `../country`,
          device_,
          visits,
          any(visits_) OVER () AS visits_,
          any(visits__) OVER (PARTITION BY `../country`) AS visits__,
          level
        FROM (
          SELECT
            `../country`,
            device_,
            ifNull(any(visits), 0) AS visits,
            any(visits_) AS visits_,
            any(visits__) AS visits__,
            level
          FROM (
            SELECT
              country AS `../country`,
              device AS device_,
              count() AS visits,
              NULL AS visits_,
              NULL AS visits__,
              0 AS level
            FROM fixture.visits
            GROUP BY `../country`, device_
            UNION ALL
            SELECT
              NULL AS `../country`,
              NULL AS device_,
              NULL AS visits,
              count() AS visits_,
              NULL AS visits__,
              1 AS level
            FROM fixture.visits
            UNION ALL
            SELECT
              country AS `../country`,
              NULL AS device_,
              NULL AS visits,
              NULL AS visits_,
              count() AS visits__,
              2 AS level
            FROM fixture.visits
            GROUP BY `../country`
          )
          GROUP BY `../country`, device_, level
        )
      )
      WHERE level = 0
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
      LIMIT {p1:UInt64}
    )
  )
ORDER BY visits DESC, toString(device)
LIMIT {p2:UInt64} BY `../country`
