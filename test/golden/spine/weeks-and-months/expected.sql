SELECT
  week,
  month,
  coalesce(visits, 0) AS visitsOrZero
FROM (
  SELECT
    week,
    month,
    visits
  FROM (
    SELECT
      week,
      month,
      visits,
      isEmpty,
      count() OVER (PARTITION BY week, month) AS inBucket
    FROM (
      SELECT
        week,
        month,
        ifNull(visits, 0) AS visits,
        0 AS isEmpty
      FROM (
        SELECT
          toStartOfWeek(started_at, 1, {p1:String}) AS week,
          toStartOfMonth(started_at, {p1:String}) AS month,
          countIf(country = {p2:String}) AS visits
        FROM fixture.visits
        WHERE site_id IN {p3:Array(String)}
          AND started_at >= {p4:DateTime64(3, 'UTC')}
          AND started_at < {p5:DateTime64(3, 'UTC')}
        GROUP BY week, month
      )
      UNION ALL
      SELECT
        toStartOfWeek(start, 1) AS week,
        toStartOfMonth(start) AS month,
        0 AS visits,
        1 AS isEmpty
      FROM (
        SELECT arrayJoin({p6:Array(Date32)}) AS start
      )
      GROUP BY week, month
    )
  )
  WHERE isEmpty = 0 OR inBucket = 1
)
ORDER BY week, month
LIMIT {p7:UInt64}
