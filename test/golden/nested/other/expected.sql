WITH `#rows 1` AS (
  SELECT
    `../country` AS group1,
    source_ AS group2
  FROM (
    SELECT
      `../country`,
      source_
    FROM (
      SELECT
        country AS `../country`,
        if(source = '', 'direct', lower(source)) AS source_,
        sum(revenue) AS `#order1`
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
    ORDER BY `#order1` DESC, source_
    LIMIT {p2:UInt64} BY `../country`
  )
)
SELECT
  `../country`,
  source_,
  visits,
  visitors,
  `#kind`
FROM (
  SELECT
    country AS `../country`,
    if(([country], if(source = '', 'direct', lower(source))) IN (SELECT [group1], group2 FROM `#rows 1`), if(source = '', 'direct', lower(source)), NULL) AS source_,
    count() AS visits,
    uniq(user_id) AS visitors,
    if(([country], if(source = '', 'direct', lower(source))) IN (SELECT [group1], group2 FROM `#rows 1`), 'VALUE', 'OTHER') AS `#kind`,
    sum(revenue) AS `#order1`
  FROM fixture.visits
  GROUP BY `../country`, source_, `#kind`
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
ORDER BY `#kind` DESC, `#order1` DESC, source_
