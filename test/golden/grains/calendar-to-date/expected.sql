SELECT
  day,
  visits
FROM (
  SELECT
    at AS day,
    visits_value AS visits
  FROM (
    SELECT
      arrayJoin(arrayMap(step -> addDays(greatest(bucket, {p1:Date32}), step), range(toUInt64(greatest(0, dateDiff('day', greatest(bucket, {p1:Date32}), ifNull(until, least({p2:Date32}, period_stop)))))))) AS at,
      visits_value
    FROM (
      SELECT
        bucket,
        period,
        period_end AS period_stop,
        sum(visits_part) OVER (PARTITION BY period ORDER BY bucket) AS visits_value,
        leadInFrame(toNullable(bucket)) OVER (PARTITION BY period ORDER BY bucket ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until
      FROM (
        SELECT
          visits_part,
          bucket,
          period,
          period_end
        FROM (
          SELECT
            toDate32(started_at, {p3:String}) AS bucket,
            count() AS visits_part
          FROM fixture.visits
          WHERE site_id IN {p4:Array(String)}
            AND started_at < {p5:DateTime64(3, 'UTC')}
            AND toDate32(started_at, {p3:String}) IN (
              SELECT
                day
              FROM (
                SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
              )
              WHERE day IS NOT NULL
                AND pair IS NOT NULL
                AND pair IN (
                  SELECT
                    pair
                  FROM (
                    SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
                  )
                  WHERE day IS NOT NULL
                    AND pair IS NOT NULL
                    AND day >= {p1:Date32}
                    AND day <= {p6:Date32}
                )
            )
          GROUP BY bucket
        ) AS buckets
        SEMI LEFT JOIN (
          SELECT
            toDate32(day) AS calendar_day,
            pair AS period,
            addDays(max(toDate32(day)) OVER (PARTITION BY pair), 1) AS period_end
          FROM (
            SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
          )
          WHERE day IS NOT NULL
            AND pair IS NOT NULL
        ) AS calendar ON toDate32(bucket) = calendar_day
      )
    )
    WHERE (toDate32(at), period) IN (
        SELECT
          toDate32(day),
          pair
        FROM (
          SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
        )
        WHERE day IS NOT NULL
          AND pair IS NOT NULL
      )
  )
  WHERE at >= {p1:Date32}
    AND at < {p2:Date32}
)
ORDER BY day
LIMIT {p7:UInt64}
