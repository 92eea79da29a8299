SELECT
  day,
  n,
  before
FROM (
  SELECT
    day,
    ifNull(any(n), 0) AS n,
    ifNull(any(before), 0) AS before
  FROM (
    SELECT
      toDate(started_at, {p1:String}) AS day,
      countIf(site_id IN {p2:Array(String)} AND pages >= {p3:Int64}) AS n,
      NULL AS before
    FROM fixture.visits
    WHERE site_id IN {p4:Array(String)}
      AND started_at >= {p5:DateTime64(3, 'UTC')}
      AND started_at < {p6:DateTime64(3, 'UTC')}
    GROUP BY day
    UNION ALL
    SELECT
      addDays(bucket, {p7:Int64}) AS day,
      NULL AS n,
      sum(before_part) AS before
    FROM (
      SELECT
        toDate(started_at, {p1:String}) AS bucket,
        countIf(site_id IN {p2:Array(String)} AND pages >= {p3:Int64}) AS before_part
      FROM fixture.visits
      WHERE site_id IN {p4:Array(String)}
        AND started_at >= {p8:DateTime64(3, 'UTC')}
        AND started_at < {p9:DateTime64(3, 'UTC')}
      GROUP BY bucket
    )
    GROUP BY day
  )
  GROUP BY day
)
WHERE n >= {p10:UInt64}
ORDER BY n DESC, day
LIMIT {p11:UInt64}
