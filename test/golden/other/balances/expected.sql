WITH `#rows 0` AS (
  SELECT
    country AS group1,
    `#place1` AS place1
  FROM (
    SELECT
      country,
      place_ AS `#place1`
    FROM (
      SELECT
        country,
        pages_,
        visits,
        lastPages,
        visitsPerUser,
        if(isNull(pages_), NULL, rank() OVER (ORDER BY pages_ DESC)) AS place_
      FROM (
        SELECT
          country,
          any(pages_) AS pages_,
          ifNull(any(visits), 0) AS visits,
          any(lastPages) AS lastPages,
          any(visitsPerUser) AS visitsPerUser
        FROM (
          SELECT
            country,
            sum(pages) AS pages_,
            count() AS visits,
            NULL AS lastPages,
            NULL AS visitsPerUser
          FROM fixture.visits
          GROUP BY country
          UNION ALL
          SELECT
            country,
            NULL AS pages_,
            NULL AS visits,
            sum(picked) AS lastPages,
            NULL AS visitsPerUser
          FROM (
            SELECT
              country,
              picked,
              picked_,
              picked__,
              picked___,
              row_number() OVER (PARTITION BY picked___ ORDER BY picked__ DESC, picked_ DESC) AS place
            FROM (
              SELECT
                country,
                pages AS picked,
                visit_id AS picked_,
                started_at AS picked__,
                site_id AS picked___
              FROM fixture.visits
            )
          )
          WHERE place = 1
          GROUP BY country
          UNION ALL
          SELECT
            country,
            NULL AS pages_,
            NULL AS visits,
            NULL AS lastPages,
            avg(toInt128(value)) AS visitsPerUser
          FROM (
            SELECT
              country,
              user_id AS userId,
              count() AS value
            FROM fixture.visits
            GROUP BY country, userId
          )
          GROUP BY country
        )
        GROUP BY country
      )
    )
    ORDER BY visits DESC, country, lastPages, visitsPerUser
    LIMIT {p1:UInt64}
  )
)
SELECT
  country__ AS country,
  visits,
  lastPages,
  visitsPerUser,
  place,
  `#kind_` AS `#kind`
FROM (
  SELECT
    country__,
    `#kind_`,
    ifNull(any(visits), 0) AS visits,
    any(lastPages) AS lastPages,
    any(visitsPerUser) AS visitsPerUser,
    any(place) AS place
  FROM (
    SELECT
      if([country] IN (SELECT [group1] FROM `#rows 0`), country, NULL) AS country__,
      if([country] IN (SELECT [group1] FROM `#rows 0`), 'VALUE', 'OTHER') AS `#kind_`,
      count() AS visits,
      NULL AS lastPages,
      NULL AS visitsPerUser,
      NULL AS place
    FROM fixture.visits
    GROUP BY country__, `#kind_`
    UNION ALL
    SELECT
      country__,
      `#kind_`,
      NULL AS visits,
      sum(picked) AS lastPages,
      NULL AS visitsPerUser,
      NULL AS place
    FROM (
      SELECT
        country__,
        `#kind_`,
        picked,
        picked_,
        picked__,
        picked___,
        row_number() OVER (PARTITION BY picked___ ORDER BY picked__ DESC, picked_ DESC) AS place_
      FROM (
        SELECT
          if([country] IN (SELECT [group1] FROM `#rows 0`), country, NULL) AS country__,
          if([country] IN (SELECT [group1] FROM `#rows 0`), 'VALUE', 'OTHER') AS `#kind_`,
          pages AS picked,
          visit_id AS picked_,
          started_at AS picked__,
          site_id AS picked___
        FROM fixture.visits
      )
    )
    WHERE place_ = 1
    GROUP BY country__, `#kind_`
    UNION ALL
    SELECT
      country_ AS country__,
      `#kind` AS `#kind_`,
      NULL AS visits,
      NULL AS lastPages,
      avg(toInt128(value)) AS visitsPerUser,
      NULL AS place
    FROM (
      SELECT
        if([country] IN (SELECT [group1] FROM `#rows 0`), country, NULL) AS country_,
        if([country] IN (SELECT [group1] FROM `#rows 0`), 'VALUE', 'OTHER') AS `#kind`,
        user_id AS userId,
        count() AS value
      FROM fixture.visits
      GROUP BY country_, `#kind`, userId
    )
    GROUP BY country__, `#kind_`
    UNION ALL
    SELECT
      group1 AS country__,
      shown_kind AS `#kind_`,
      NULL AS visits,
      NULL AS lastPages,
      NULL AS visitsPerUser,
      any(place1) AS place
    FROM (
      SELECT
        group1,
        place1,
        'VALUE' AS shown_kind
      FROM `#rows 0`
    )
    GROUP BY country__, `#kind_`
  )
  GROUP BY country__, `#kind_`
)
ORDER BY `#kind` DESC, visits DESC, country
