SELECT
  pair,
  country_ AS country,
  visitsOfTime,
  place
FROM (
  SELECT
    pair,
    country_,
    pages,
    visitsOfTime,
    if(isNull(pages), NULL, rank() OVER (PARTITION BY pair ORDER BY pages DESC)) AS place
  FROM (
    SELECT
      pair,
      country_,
      pages AS pages,
      ifNull(visitsOfTime, 0) AS visitsOfTime
    FROM (
      SELECT
        pair,
        country_,
        pages,
        any(visitsOfTime) OVER (PARTITION BY pair) AS visitsOfTime,
        level
      FROM (
        SELECT
          pair,
          country_,
          any(pages) AS pages,
          any(visitsOfTime) AS visitsOfTime,
          level
        FROM (
          SELECT
            started_days_pair AS pair,
            country AS country_,
            sum(pages_) AS pages,
            NULL AS visitsOfTime,
            0 AS level
          FROM (
            SELECT
              toDate32(started_at, {p1:String}) AS started_days_key,
              country,
              sum(pages) AS pages_
            FROM fixture.visits
            WHERE site_id IN {p2:Array(String)}
            GROUP BY started_days_key, country
          ) AS visits
          LEFT ANY JOIN (
            SELECT
              day AS started_days_key,
              pair AS started_days_pair
            FROM (
              SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
            )
          ) AS started_days USING (started_days_key)
          GROUP BY pair, country_
          UNION ALL
          SELECT
            started_days_pair AS pair,
            NULL AS country_,
            NULL AS pages,
            sum(visits) AS visitsOfTime,
            1 AS level
          FROM (
            SELECT
              toDate32(started_at, {p1:String}) AS started_days_key,
              count() AS visits
            FROM fixture.visits
            WHERE site_id IN {p2:Array(String)}
            GROUP BY started_days_key
          ) AS visits
          LEFT ANY JOIN (
            SELECT
              day AS started_days_key,
              pair AS started_days_pair
            FROM (
              SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
            )
          ) AS started_days USING (started_days_key)
          GROUP BY pair
        )
        GROUP BY pair, country_, level
      )
    )
    WHERE level = 0
  )
)
ORDER BY pair, country
LIMIT {p3:UInt64}
