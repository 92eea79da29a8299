SELECT
  quarter,
  visits,
  before
FROM (
  SELECT
    quarter,
    ifNull(any(visits), 0) AS visits,
    ifNull(any(before), 0) AS before
  FROM (
    SELECT
      toStartOfFifteenMinutes(ended_at, {p1:String}) AS quarter,
      count() AS visits,
      NULL AS before
    FROM fixture.visits
    WHERE site_id IN {p2:Array(String)}
    GROUP BY quarter
    UNION ALL
    SELECT
      toStartOfFifteenMinutes(seen_at, {p1:String}) AS quarter,
      NULL AS visits,
      sum(before_part) AS before
    FROM (
      SELECT
        before_part,
        addMinutes(bucket, {p3:Int64}) AS seen_at
      FROM (
        SELECT
          toDateTime64(toStartOfMinute(ended_at, {p1:String}), 0, {p1:String}) AS bucket,
          count() AS before_part
        FROM fixture.visits
        WHERE site_id IN {p2:Array(String)}
          AND ended_at IS NOT NULL
        GROUP BY bucket
      )
    )
    GROUP BY quarter
  )
  GROUP BY quarter
)
ORDER BY quarter
LIMIT {p4:UInt64}
