SELECT
  pair,
  day_ AS day,
  coalesce(visits_, 0) AS visitsOrZero
FROM (
  SELECT
    pair,
    day_,
    visits_
  FROM (
    SELECT
      pair,
      day_,
      visits_,
      isEmpty,
      count() OVER (PARTITION BY pair, day_) AS inBucket
    FROM (
      SELECT
        pair,
        day_,
        ifNull(visits_, 0) AS visits_,
        0 AS isEmpty
      FROM (
        SELECT
          started_days_pair AS pair,
          day AS day_,
          sum(visits) AS visits_
        FROM (
          SELECT
            toDate(started_at, {p1:String}) AS started_days_key,
            toDate(started_at, {p1:String}) AS day,
            countIf(country = {p2:String}) AS visits
          FROM fixture.visits
          WHERE site_id IN {p3:Array(String)}
            AND started_at >= {p4:DateTime64(3, 'UTC')}
            AND started_at < {p5:DateTime64(3, 'UTC')}
          GROUP BY started_days_key, day
        ) AS visits
        LEFT ANY JOIN (
          SELECT
            day AS started_days_key,
            pair AS started_days_pair
          FROM (
            SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
          )
        ) AS started_days USING (started_days_key)
        GROUP BY pair, day_
      )
      UNION ALL
      SELECT
        pair_ AS pair,
        start AS day_,
        0 AS visits_,
        1 AS isEmpty
      FROM (
        SELECT
          start,
          pair_
        FROM (
          SELECT arrayJoin({p6:Array(Date32)}) AS start
        ) AS buckets
        LEFT ANY JOIN (
          SELECT
            toDate32(day) AS calendar_day,
            pair AS pair_
          FROM (
            SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
          )
        ) AS calendar ON toDate32(start) = calendar_day
      )
      GROUP BY pair, day_
    )
  )
  WHERE isEmpty = 0 OR inBucket = 1
)
ORDER BY pair, day
LIMIT {p7:UInt64}
