SELECT
  day,
  coalesce(visits, 0) AS visitsOrZero,
  pages_ AS pages,
  visits_ AS visits__
FROM (
  SELECT
    day,
    visits,
    pages_,
    visits_
  FROM (
    SELECT
      day,
      visits,
      pages_,
      visits_,
      isEmpty,
      count() OVER (PARTITION BY day) AS inBucket
    FROM (
      SELECT
        day,
        ifNull(visits, 0) AS visits,
        pages_,
        visits_,
        0 AS isEmpty
      FROM (
        SELECT
          toDate(started_at, {p1:String}) AS day,
          countIf(country = {p2:String}) AS visits,
          sum(pages) AS pages_,
          count() AS visits_
        FROM fixture.visits
        WHERE site_id IN {p3:Array(String)}
          AND started_at >= {p4:DateTime64(3, 'UTC')}
          AND started_at < {p5:DateTime64(3, 'UTC')}
        GROUP BY day
      )
      UNION ALL
      SELECT
        start AS day,
        0 AS visits,
        NULL AS pages_,
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
ORDER BY day
LIMIT {p7:UInt64}
