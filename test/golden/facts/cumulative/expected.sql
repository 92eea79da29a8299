SELECT
  date_ AS `date`,
  countedSoFar,
  `siteDays.total`
FROM (
  SELECT
    date_,
    countedSoFar,
    `siteDays.total`
  FROM (
    SELECT
      date_,
      if(date_ IS NULL, countedSoFar, anyLast(countedSoFar) OVER (ORDER BY date_)) AS countedSoFar,
      `siteDays.total`,
      beyond
    FROM (
      SELECT
        date_,
        any(countedSoFar) AS countedSoFar,
        any(`siteDays.total`) AS `siteDays.total`,
        min(beyond) AS beyond
      FROM (
        SELECT
          at AS date_,
          countedSoFar_value AS countedSoFar,
          NULL AS `siteDays.total`,
          beyond_ AS beyond
        FROM (
          SELECT
            arrayJoin(arrayMap(step -> addMonths(bucket, step), range(toUInt64(greatest(0, dateDiff('month', bucket, ifNull(until, addMonths(last_bucket, {p1:Int64})))))))) AS at,
            countedSoFar_value,
            at > last_bucket AS beyond_
          FROM (
            SELECT
              bucket,
              sum(countedSoFar_part) OVER (ORDER BY bucket) AS countedSoFar_value,
              leadInFrame(toNullable(bucket)) OVER (ORDER BY bucket ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until,
              max(bucket) OVER () AS last_bucket
            FROM (
              SELECT
                toDate32(toStartOfMonth(date)) AS bucket,
                sum(toInt128(visit_count)) AS countedSoFar_part
              FROM (
                SELECT
    site_id,
    toDate(started_at, 'UTC') AS date,
    count() AS visit_count
  FROM fixture.visits
  WHERE source != 'a
b'
  GROUP BY site_id, date
              )
              WHERE site_id IN {p2:Array(String)}
              GROUP BY bucket
            )
          )
        )
        UNION ALL
        SELECT
          toStartOfMonth(date) AS date_,
          NULL AS countedSoFar,
          sum(toInt128(visit_count)) AS `siteDays.total`,
          0 AS beyond
        FROM (
          SELECT
    site_id,
    toDate(started_at, 'UTC') AS date,
    count() AS visit_count
  FROM fixture.visits
  WHERE source != 'a
b'
  GROUP BY site_id, date
        )
        WHERE site_id IN {p2:Array(String)}
        GROUP BY date_
      )
      GROUP BY date_
    )
  )
  WHERE beyond = 0
)
ORDER BY `date`
LIMIT {p3:UInt64}
