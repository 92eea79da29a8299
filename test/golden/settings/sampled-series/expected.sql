SELECT
  started,
  visits,
  before,
  twoDays,
  visits / nullIf(visits_, 0) AS share,
  visitsSoFar
FROM (
  SELECT
    started,
    visits AS visits,
    before AS before,
    twoDays AS twoDays,
    ifNull(visits_, 0) AS visits_,
    visitsSoFar AS visitsSoFar
  FROM (
    SELECT
      started,
      visits,
      before,
      twoDays,
      any(visits_) OVER () AS visits_,
      visitsSoFar,
      level
    FROM (
      SELECT
        started,
        ifNull(any(visits), 0) AS visits,
        ifNull(any(before), 0) AS before,
        any(twoDays) AS twoDays,
        any(visits_) AS visits_,
        ifNull(any(visitsSoFar), 0) AS visitsSoFar,
        level
      FROM (
        SELECT
          toDate(started_at, {p1:String}) AS started,
          sum(multiIf(site_id IN {p2:Array(String)}, 10, site_id IN {p3:Array(String)}, 2, 1)) AS visits,
          NULL AS before,
          NULL AS twoDays,
          NULL AS visits_,
          NULL AS visitsSoFar,
          0 AS level
        FROM fixture.visits
        WHERE site_id IN {p4:Array(String)}
          AND started_at >= {p5:DateTime64(3, 'UTC')}
          AND started_at < {p6:DateTime64(3, 'UTC')}
        GROUP BY started
        UNION ALL
        SELECT
          addDays(bucket, {p7:Int64}) AS started,
          NULL AS visits,
          sum(before_part) AS before,
          NULL AS twoDays,
          NULL AS visits_,
          NULL AS visitsSoFar,
          0 AS level
        FROM (
          SELECT
            toDate(started_at, {p1:String}) AS bucket,
            sum(multiIf(site_id IN {p2:Array(String)}, 10, site_id IN {p3:Array(String)}, 2, 1)) AS before_part
          FROM fixture.visits
          WHERE site_id IN {p4:Array(String)}
            AND started_at >= {p8:DateTime64(3, 'UTC')}
            AND started_at < {p9:DateTime64(3, 'UTC')}
          GROUP BY bucket
        )
        GROUP BY started
        UNION ALL
        SELECT
          shown_at AS started,
          NULL AS visits,
          NULL AS before,
          sum(twoDays_part) AS twoDays,
          NULL AS visits_,
          NULL AS visitsSoFar,
          0 AS level
        FROM (
          SELECT
            twoDays_part,
            arrayJoin(arrayMap(step -> addDays(bucket_, step), range(toUInt64({p10:Int64})))) AS shown_at
          FROM (
            SELECT
              toDate(started_at, {p1:String}) AS bucket_,
              sum(pages * multiIf(site_id IN {p2:Array(String)}, 10, site_id IN {p3:Array(String)}, 2, 1)) AS twoDays_part
            FROM fixture.visits
            WHERE site_id IN {p4:Array(String)}
              AND started_at >= {p8:DateTime64(3, 'UTC')}
              AND started_at < {p6:DateTime64(3, 'UTC')}
            GROUP BY bucket_
          )
        )
        WHERE shown_at >= {p11:Date32}
          AND shown_at < {p12:Date32}
        GROUP BY started
        UNION ALL
        SELECT
          NULL AS started,
          NULL AS visits,
          NULL AS before,
          NULL AS twoDays,
          sum(multiIf(site_id IN {p2:Array(String)}, 10, site_id IN {p3:Array(String)}, 2, 1)) AS visits_,
          NULL AS visitsSoFar,
          1 AS level
        FROM fixture.visits
        WHERE site_id IN {p4:Array(String)}
          AND started_at >= {p5:DateTime64(3, 'UTC')}
          AND started_at < {p6:DateTime64(3, 'UTC')}
        UNION ALL
        SELECT
          at AS started,
          NULL AS visits,
          NULL AS before,
          NULL AS twoDays,
          NULL AS visits_,
          visitsSoFar_value AS visitsSoFar,
          0 AS level
        FROM (
          SELECT
            arrayJoin(arrayMap(step -> addDays(greatest(bucket__, {p11:Date32}), step), range(toUInt64(greatest(0, dateDiff('day', greatest(bucket__, {p11:Date32}), ifNull(until, {p12:Date32}))))))) AS at,
            visitsSoFar_value
          FROM (
            SELECT
              bucket__,
              sum(visitsSoFar_part) OVER (ORDER BY bucket__) AS visitsSoFar_value,
              leadInFrame(toNullable(bucket__)) OVER (ORDER BY bucket__ ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until
            FROM (
              SELECT
                toDate32(started_at, {p1:String}) AS bucket__,
                sum(multiIf(site_id IN {p2:Array(String)}, 10, site_id IN {p3:Array(String)}, 2, 1)) AS visitsSoFar_part
              FROM fixture.visits
              WHERE site_id IN {p4:Array(String)}
                AND started_at < {p6:DateTime64(3, 'UTC')}
              GROUP BY bucket__
            )
          )
        )
        WHERE at >= {p11:Date32}
          AND at < {p12:Date32}
      )
      GROUP BY started, level
    )
  )
  WHERE level = 0
)
ORDER BY started
LIMIT {p13:UInt64}
