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
          cohort_bucket AS bucket,
          arrayFilter(distance -> distance BETWEEN 0 AND 3, arrayMap(back -> back - cohort_number, backs)) AS distances
        FROM (
          SELECT
            min(bucket) AS cohort_bucket,
            min(number) AS cohort_number,
            min(first) AS cohort_first,
            groupArray(number) AS backs
          FROM (
            SELECT
              user_id AS entity,
              toDate32(toDate32(started_at, {p2:String})) AS bucket,
              dateDiff('day', toDate32('1900-01-01'), bucket) AS number,
              min(toUnixTimestamp64Milli(toDateTime64(started_at, 3, 'UTC'))) AS first
            FROM fixture.visits
            WHERE site_id IN {p3:Array(String)}
            GROUP BY entity, bucket
          )
          GROUP BY entity
        )
        WHERE cohort_first >= {p4:Int64}
          AND cohort_first < {p5:Int64}
      )
      ARRAY JOIN arrayPushFront(distances, -1) AS distance
      GROUP BY bucket, distance
    )
    GROUP BY bucket
  )
  ARRAY JOIN range(0, 4) AS period_
)
ORDER BY cohort, period_
LIMIT {p6:UInt64}
