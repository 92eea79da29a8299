SELECT
  CAST(NULL AS Nullable(Date32)) AS cohort,
  if(max(is_over), sumIf(size_, is_over), NULL) AS size,
  period_ AS period,
  if(max(is_over), sumIf(back, is_over), NULL) AS retained,
  if(max(is_over), sumIf(back, is_over), NULL) / nullIf(sumIf(size_, is_over), 0) AS rate
FROM (
  SELECT
    bucket,
    size_,
    period_,
    addMonths(bucket, period_ + 1) <= {p1:Date32} AS is_over,
    counts[indexOf(reached, period_)] AS back
  FROM (
    SELECT
      bucket,
      sumIf(entities, distance = -1) AS size_,
      groupArray(distance) AS reached,
      groupArray(entities) AS counts
    FROM (
      SELECT
        bucket,
        distance,
        count() AS entities
      FROM (
        SELECT
          member.1 AS bucket,
          arrayMap(distance -> toInt64(distance), range(0, toUInt32(least(arrayMax(arrayPushFront(arrayMap(back -> if(back.1 = member.2 AND back.2 < member.3, -1, back.1 - member.2), backs), -1)), 9) + 1))) AS distances
        FROM (
          SELECT
            groupArrayIf((bucket, number, first), joined) AS cohorts,
            groupArrayIf((number, last), returned) AS backs
          FROM (
            SELECT
              user_id AS entity,
              toDate32(toStartOfMonth(started_at, {p2:String})) AS bucket,
              dateDiff('month', toDate32('1900-01-01'), bucket) AS number,
              minIf(toUnixTimestamp64Milli(toDateTime64(started_at, 3, 'UTC')), ifNull(bounced = {p3:Bool}, false)) AS first,
              countIf(ifNull(bounced = {p3:Bool}, false)) > 0 AS joined,
              countIf(ifNull((source = 'paid'), false)) > 0 AS returned,
              maxIf(toUnixTimestamp64Milli(toDateTime64(started_at, 3, 'UTC')), ifNull((source = 'paid'), false)) AS last
            FROM fixture.visits
            WHERE site_id != {p4:String}
              AND started_at >= {p5:DateTime64(3, 'UTC')}
              AND (bounced = {p3:Bool} OR (source = 'paid'))
            GROUP BY entity, bucket
          )
          GROUP BY entity
        )
        ARRAY JOIN cohorts AS member
      )
      ARRAY JOIN arrayPushFront(distances, -1) AS distance
      GROUP BY bucket, distance
    )
    GROUP BY bucket
  )
  ARRAY JOIN range(0, 10) AS period_
)
GROUP BY period_
ORDER BY period_
LIMIT {p6:UInt64}
