SELECT
  day,
  country,
  coalesce(visits, 0) AS visitsOrZero,
  visits_ AS visits__
FROM (
  SELECT
    day,
    country,
    visits,
    visits_
  FROM (
    SELECT
      day,
      country,
      visits,
      visits_,
      isEmpty,
      count() OVER (PARTITION BY day) AS inBucket
    FROM (
      SELECT
        day,
        country,
        ifNull(visits, 0) AS visits,
        visits_,
        0 AS isEmpty
      FROM (
        SELECT
          toDate(started_at, {p1:String}) AS day,
          country,
          countIf(country = {p2:String}) AS visits,
          count() AS visits_
        FROM fixture.visits
        WHERE site_id IN {p3:Array(String)}
          AND started_at >= {p4:DateTime64(3, 'UTC')}
          AND started_at < {p5:DateTime64(3, 'UTC')}
        GROUP BY day, country
      )
      UNION ALL
      SELECT
        start AS day,
        NULL AS country,
        0 AS visits,
        NULL AS visits_,
        1 AS isEmpty
      FROM (
        SELECT arrayJoin({p6:Array(Date32)}) AS start
      )
      GROUP BY day
    )
  )
  WHERE isEmpty = 0 OR inBucket = 1
)
ORDER BY day, country
LIMIT {p7:UInt64}
