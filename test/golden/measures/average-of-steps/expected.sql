SELECT
  month_ AS month,
  mean,
  last
FROM (
  SELECT
    month_,
    any(mean) AS mean,
    any(last) AS last
  FROM (
    SELECT
      month AS month_,
      avg(value) AS mean,
      NULL AS last
    FROM (
      SELECT
        month,
        started,
        bounces / nullIf(visits, 0) AS value
      FROM (
        SELECT
          toStartOfMonth(shown_at) AS month,
          shown_at AS started,
          sum(bounces_part) AS bounces,
          sum(visits_part) AS visits
        FROM (
          SELECT
            bounces_part,
            visits_part,
            arrayJoin(arrayMap(step -> addDays(bucket, step), range(toUInt64({p1:Int64})))) AS shown_at
          FROM (
            SELECT
              toDate(started_at, {p2:String}) AS bucket,
              countIf(bounced) AS bounces_part,
              count() AS visits_part
            FROM fixture.visits
            WHERE site_id IN {p3:Array(String)}
              AND started_at >= {p4:DateTime64(3, 'UTC')}
              AND started_at < {p5:DateTime64(3, 'UTC')}
            GROUP BY bucket
          )
        )
        WHERE shown_at >= {p6:Date32}
          AND shown_at < {p7:Date32}
        GROUP BY month, started
      )
    )
    GROUP BY month_
    UNION ALL
    SELECT
      month AS month_,
      NULL AS mean,
      argMax(value, started) AS last
    FROM (
      SELECT
        month,
        started,
        bounces / nullIf(visits, 0) AS value
      FROM (
        SELECT
          toStartOfMonth(shown_at) AS month,
          shown_at AS started,
          sum(bounces_part) AS bounces,
          sum(visits_part) AS visits
        FROM (
          SELECT
            bounces_part,
            visits_part,
            arrayJoin(arrayMap(step -> addDays(bucket, step), range(toUInt64({p1:Int64})))) AS shown_at
          FROM (
            SELECT
              toDate(started_at, {p2:String}) AS bucket,
              countIf(bounced) AS bounces_part,
              count() AS visits_part
            FROM fixture.visits
            WHERE site_id IN {p3:Array(String)}
              AND started_at >= {p4:DateTime64(3, 'UTC')}
              AND started_at < {p5:DateTime64(3, 'UTC')}
            GROUP BY bucket
          )
        )
        WHERE shown_at >= {p6:Date32}
          AND shown_at < {p7:Date32}
        GROUP BY month, started
      )
    )
    GROUP BY month_
  )
  GROUP BY month_
)
ORDER BY month
LIMIT {p8:UInt64}
