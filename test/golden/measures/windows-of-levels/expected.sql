SELECT
  day_ AS day,
  lastPages,
  soFar,
  visitsPerUser
FROM (
  SELECT
    day_,
    any(lastPages) AS lastPages,
    any(soFar) AS soFar,
    any(visitsPerUser) AS visitsPerUser
  FROM (
    SELECT
      day_,
      sum(picked) AS lastPages,
      NULL AS soFar,
      NULL AS visitsPerUser
    FROM (
      SELECT
        picked,
        picked_,
        picked__,
        picked___,
        day_,
        row_number() OVER (PARTITION BY picked___, day_ ORDER BY picked__ DESC, picked_ DESC) AS place_
      FROM (
        SELECT
          picked,
          picked_,
          picked__,
          picked___,
          shown_at AS day_
        FROM (
          SELECT
            picked,
            picked_,
            picked__,
            picked___,
            arrayJoin(if(next_bucket IS NULL, arrayMap(step -> addDays(bucket, step), range(toUInt64({p1:Int64}))), arrayFilter(seen -> seen < arrayFirst(target -> true, arrayMap(step -> addDays(assumeNotNull(next_bucket), step), range(toUInt64({p1:Int64})))), arrayMap(step -> addDays(bucket, step), range(toUInt64({p1:Int64})))))) AS shown_at
          FROM (
            SELECT
              picked,
              picked_,
              picked__,
              picked___,
              bucket,
              minOrNull(bucket) OVER (PARTITION BY picked___ ORDER BY toInt64(bucket) RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_bucket
            FROM (
              SELECT
                picked,
                picked_,
                picked__,
                picked___,
                bucket
              FROM (
                SELECT
                  picked,
                  picked_,
                  picked__,
                  picked___,
                  bucket,
                  row_number() OVER (PARTITION BY picked___, bucket ORDER BY picked__ DESC, picked_ DESC) AS place
                FROM (
                  SELECT
                    pages AS picked,
                    visit_id AS picked_,
                    started_at AS picked__,
                    site_id AS picked___,
                    toDate(started_at, {p2:String}) AS bucket
                  FROM fixture.visits
                  WHERE site_id IN {p3:Array(String)}
                    AND started_at >= {p4:DateTime64(3, 'UTC')}
                    AND started_at < {p5:DateTime64(3, 'UTC')}
                )
              )
              WHERE place = 1
            )
          )
        )
        WHERE shown_at >= {p6:Date32}
          AND shown_at < {p7:Date32}
      )
    )
    WHERE place_ = 1
    GROUP BY day_
    UNION ALL
    SELECT
      day_,
      NULL AS lastPages,
      sum(picked____) AS soFar,
      NULL AS visitsPerUser
    FROM (
      SELECT
        picked____,
        picked_____,
        picked______,
        picked_______,
        day_,
        row_number() OVER (PARTITION BY picked_______, day_ ORDER BY picked______ DESC, picked_____ DESC) AS place___
      FROM (
        SELECT
          picked____,
          picked_____,
          picked______,
          picked_______,
          shown_at_ AS day_
        FROM (
          SELECT
            picked____,
            picked_____,
            picked______,
            picked_______,
            arrayJoin(arrayMap(step -> addDays(greatest(bucket_, {p6:Date32}), step), range(toUInt64(greatest(0, dateDiff('day', greatest(bucket_, {p6:Date32}), ifNull(until, {p7:Date32}))))))) AS shown_at_
          FROM (
            SELECT
              picked____,
              picked_____,
              picked______,
              picked_______,
              bucket_,
              minOrNull(bucket_) OVER (PARTITION BY picked_______ ORDER BY toInt64(bucket_) RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS until
            FROM (
              SELECT
                picked____,
                picked_____,
                picked______,
                picked_______,
                bucket_
              FROM (
                SELECT
                  picked____,
                  picked_____,
                  picked______,
                  picked_______,
                  bucket_,
                  row_number() OVER (PARTITION BY picked_______, bucket_ ORDER BY picked______ DESC, picked_____ DESC) AS place__
                FROM (
                  SELECT
                    pages AS picked____,
                    visit_id AS picked_____,
                    started_at AS picked______,
                    site_id AS picked_______,
                    toDate32(started_at, {p2:String}) AS bucket_
                  FROM fixture.visits
                  WHERE site_id IN {p3:Array(String)}
                    AND started_at < {p5:DateTime64(3, 'UTC')}
                )
              )
              WHERE place__ = 1
            )
          )
        )
        WHERE shown_at_ >= {p6:Date32}
          AND shown_at_ < {p7:Date32}
      )
    )
    WHERE place___ = 1
    GROUP BY day_
    UNION ALL
    SELECT
      day AS day_,
      NULL AS lastPages,
      NULL AS soFar,
      avg(toInt128(value)) AS visitsPerUser
    FROM (
      SELECT
        day,
        userId,
        value
      FROM (
        SELECT
          shown_at AS day,
          userId,
          sum(value_part) AS value
        FROM (
          SELECT
            userId,
            value_part,
            arrayJoin(arrayMap(step -> addDays(bucket, step), range(toUInt64({p1:Int64})))) AS shown_at
          FROM (
            SELECT
              user_id AS userId,
              toDate(started_at, {p2:String}) AS bucket,
              count() AS value_part
            FROM fixture.visits
            WHERE site_id IN {p3:Array(String)}
              AND started_at >= {p4:DateTime64(3, 'UTC')}
              AND started_at < {p5:DateTime64(3, 'UTC')}
            GROUP BY userId, bucket
          )
        )
        WHERE shown_at >= {p6:Date32}
          AND shown_at < {p7:Date32}
        GROUP BY userId, day
      )
    )
    GROUP BY day_
  )
  GROUP BY day_
)
ORDER BY day
LIMIT {p8:UInt64}
