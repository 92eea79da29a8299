SELECT
  week,
  after,
  running
FROM (
  SELECT
    week,
    ifNull(any(after), 0) AS after,
    any(running) AS running
  FROM (
    SELECT
      toStartOfWeek(seen_at, 1) AS week,
      sum(after_part) AS after,
      NULL AS running
    FROM (
      SELECT
        after_part,
        addMonths(bucket, {p1:Int64}) AS seen_at
      FROM (
        SELECT
          toDate(started_at, {p2:String}) AS bucket,
          count() AS after_part
        FROM fixture.visits
        WHERE site_id IN {p3:Array(String)}
          AND started_at >= {p4:DateTime64(3, 'UTC')}
          AND started_at < {p5:DateTime64(3, 'UTC')}
        GROUP BY bucket
      )
    )
    WHERE seen_at >= {p6:Date32}
      AND seen_at < {p7:Date32}
    GROUP BY week
    UNION ALL
    SELECT
      toStartOfWeek(shown_at, 1) AS week,
      NULL AS after,
      argMax(running_value, shown_at) AS running
    FROM (
      SELECT
        running_value,
        arrayJoin(arrayFilter(target -> if(toDayOfMonth(addDays(target, {p8:Int64})) = 1, addDays(addMonths(addDays(target, {p8:Int64}), {p8:Int64}), {p1:Int64}), addMonths(target, {p8:Int64})) = at, arrayMap(step -> addDays(addMonths(at, {p1:Int64}), step), range(4)))) AS shown_at
      FROM (
        SELECT
          arrayJoin(arrayMap(step -> addDays(greatest(bucket_, {p9:Date32}), step), range(toUInt64(greatest(0, dateDiff('day', greatest(bucket_, {p9:Date32}), ifNull(until, {p10:Date32}))))))) AS at,
          running_value
        FROM (
          SELECT
            bucket_,
            sum(running_part) OVER (ORDER BY bucket_) AS running_value,
            leadInFrame(toNullable(bucket_)) OVER (ORDER BY bucket_ ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until
          FROM (
            SELECT
              toDate(started_at, {p2:String}) AS bucket_,
              sum(pages) AS running_part
            FROM fixture.visits
            WHERE site_id IN {p3:Array(String)}
              AND started_at >= {p4:DateTime64(3, 'UTC')}
              AND started_at < {p5:DateTime64(3, 'UTC')}
            GROUP BY bucket_
          )
        )
      )
    )
    WHERE shown_at >= {p6:Date32}
      AND shown_at < {p7:Date32}
    GROUP BY week
  )
  GROUP BY week
)
ORDER BY week
LIMIT {p11:UInt64}
