WITH `#rows 0` AS (
  SELECT
    country AS group1
  FROM (
    SELECT
      country
    FROM (
      SELECT
        country,
        ifNull(any(visits_), 0) AS visits_,
        ifNull(any(visits), 0) AS visits
      FROM (
        SELECT
          country,
          count() AS visits_,
          NULL AS visits
        FROM fixture.visits
        WHERE started_at >= {p1:DateTime64(3, 'UTC')}
          AND started_at < {p2:DateTime64(3, 'UTC')}
        GROUP BY country
        UNION ALL
        SELECT
          country,
          NULL AS visits_,
          count() AS visits
        FROM fixture.visits
        WHERE started_at >= {p3:DateTime64(3, 'UTC')}
          AND started_at < {p1:DateTime64(3, 'UTC')}
        GROUP BY country
      )
      GROUP BY country
    )
    ORDER BY visits DESC, country, visits_
    LIMIT {p4:UInt64}
  )
)
SELECT
  country_ AS country,
  visits,
  visitors,
  revenue_ AS revenue,
  before,
  visitors - visitors_ AS change,
  toFloat64(revenue - revenue__) / nullIf(revenue__, 0) AS growth,
  `#kind`
FROM (
  SELECT
    country_,
    `#kind`,
    ifNull(any(visits), 0) AS visits,
    ifNull(any(visitors), 0) AS visitors,
    any(revenue_) AS revenue_,
    ifNull(any(before), 0) AS before,
    ifNull(any(visitors_), 0) AS visitors_,
    any(revenue__) AS revenue__
  FROM (
    SELECT
      if([country] IN (SELECT [group1] FROM `#rows 0`), country, NULL) AS country_,
      if([country] IN (SELECT [group1] FROM `#rows 0`), 'VALUE', 'OTHER') AS `#kind`,
      count() AS visits,
      uniq(user_id) AS visitors,
      sum(revenue) AS revenue_,
      NULL AS before,
      NULL AS visitors_,
      NULL AS revenue__
    FROM fixture.visits
    WHERE started_at >= {p1:DateTime64(3, 'UTC')}
      AND started_at < {p2:DateTime64(3, 'UTC')}
    GROUP BY country_, `#kind`
    UNION ALL
    SELECT
      if([country] IN (SELECT [group1] FROM `#rows 0`), country, NULL) AS country_,
      if([country] IN (SELECT [group1] FROM `#rows 0`), 'VALUE', 'OTHER') AS `#kind`,
      NULL AS visits,
      NULL AS visitors,
      NULL AS revenue_,
      count() AS before,
      uniq(user_id) AS visitors_,
      sum(revenue) AS revenue__
    FROM fixture.visits
    WHERE started_at >= {p3:DateTime64(3, 'UTC')}
      AND started_at < {p1:DateTime64(3, 'UTC')}
    GROUP BY country_, `#kind`
  )
  GROUP BY country_, `#kind`
)
ORDER BY `#kind` DESC, before DESC, country
