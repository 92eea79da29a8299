SELECT
  bucket AS cohort,
  by1 AS device,
  size_ AS size,
  period_ AS period,
  if(is_over, back, NULL) AS retained,
  if(is_over, back, NULL) / nullIf(size_, 0) AS rate
FROM (
  SELECT
    bucket,
    `by`.1 AS by1,
    size_,
    period_,
    addDays(bucket, period_ + 1) <= {p1:Date32} AS is_over,
    counts[indexOf(reached, period_)] AS back
  FROM (
    SELECT
      bucket,
      `by`,
      sumIf(entities, distance = -1) AS size_,
      groupArray(distance) AS reached,
      groupArray(entities) AS counts
    FROM (
      SELECT
        bucket,
        `by`,
        distance,
        count() AS entities
      FROM (
        SELECT
          cohort_bucket AS bucket,
          cohort_by AS `by`,
          arrayFilter(distance -> distance BETWEEN 0 AND 1, arrayMap(back -> back - cohort_number, backs)) AS distances
        FROM (
          SELECT
            min(bucket) AS cohort_bucket,
            min(number) AS cohort_number,
            min(first) AS cohort_first,
            argMin(`by`, number) AS cohort_by,
            groupArray(number) AS backs
          FROM (
            SELECT
              CAST(lower(hex(sipHash128ReferenceKeyed(({p2:UInt64}, {p3:UInt64}), toString(user_id)))), 'Nullable(String)') AS entity,
              toDate32(toDate32(started_at, {p4:String})) AS bucket,
              dateDiff('day', toDate32('1900-01-01'), bucket) AS number,
              min(toUnixTimestamp64Milli(toDateTime64(started_at, 3, 'UTC'))) AS first,
              argMinArgMin(tuple(CAST(substringUTF8(toString(device), 1, 3), 'Nullable(String)')), assumeNotNull(visit_id), toUnixTimestamp64Milli(toDateTime64(started_at, 3, 'UTC'))) AS `by`
            FROM fixture.visits
            WHERE site_id IN (
                SELECT
                  id
                FROM fixture.sites FINAL
                WHERE name IN {p5:Array(String)} AND id IN {p6:Array(String)}
              )
              AND CAST(lower(hex(sipHash128ReferenceKeyed(({p2:UInt64}, {p3:UInt64}), toString(user_id)))), 'Nullable(String)') IS NOT NULL
            GROUP BY entity, bucket
          )
          GROUP BY entity
        )
        WHERE cohort_first >= {p7:Int64}
          AND cohort_first < {p8:Int64}
      )
      ARRAY JOIN arrayPushFront(distances, -1) AS distance
      GROUP BY bucket, `by`, distance
    )
    GROUP BY bucket, `by`
  )
  ARRAY JOIN range(0, 2) AS period_
)
ORDER BY cohort, device, period_
LIMIT {p9:UInt64}
