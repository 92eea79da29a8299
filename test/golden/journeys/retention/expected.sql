SELECT
  bucket AS cohort,
  size_ AS size,
  period_ AS period,
  if(is_over, back, NULL) AS retained,
  if(is_over, back, NULL) / nullIf(size_, 0) AS rate
FROM (
  SELECT
    bucket,
    size_,
    period_,
    addDays(bucket, period_ + 1) <= {p1:Date32} AS is_over,
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
          arrayFilter(distance -> distance <= 3, arrayMap(back -> dateDiff('day', member.1, back.1), arrayFilter(back -> back.1 > member.1 OR (back.1 = member.1 AND back.2 >= member.2), backs))) AS distances
        FROM (
          SELECT
            arraySlice(arraySort(groupArrayIf((bucket, first), joined)), 1, 1) AS cohorts,
            groupArrayIf((bucket, last), returned) AS backs
          FROM (
            SELECT
              user_id AS entity,
              toDate32(toDate32(started_at, {p2:String})) AS bucket,
              countIf(true) > 0 AS joined,
              countIf(true) > 0 AS returned,
              minIf(toUnixTimestamp64Milli(toDateTime64(started_at, 3, 'UTC')), true) AS first,
              maxIf(toUnixTimestamp64Milli(toDateTime64(started_at, 3, 'UTC')), true) AS last
            FROM fixture.visits
            WHERE site_id IN {p3:Array(String)}
            GROUP BY entity, bucket
          )
          GROUP BY entity
          HAVING notEmpty(cohorts)
        )
        ARRAY JOIN cohorts AS member
        WHERE member.2 >= {p4:Int64}
          AND member.2 < {p5:Int64}
      )
      ARRAY JOIN arrayPushFront(arrayMap(distance -> toInt64(distance), distances), -1) AS distance
      GROUP BY bucket, distance
    )
    GROUP BY bucket
  )
  ARRAY JOIN range(0, 4) AS period_
)
ORDER BY cohort, period_
LIMIT {p6:UInt64}
