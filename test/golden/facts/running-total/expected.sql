SELECT
  date_ AS `date`,
  `visits.pages`,
  `siteDays.total`,
  `visits.endedVisits`
FROM (
  SELECT
    cell.1 AS date_,
    cell.2 AS `visits.pages`,
    cell.3 AS `siteDays.total`,
    cell.4 AS `visits.endedVisits`
  FROM (
    SELECT
      groupArray((date_, ifNull(`visits.pages`, 0), ifNull(`siteDays.total`, 0), ifNull(`visits.endedVisits`, 0))) AS cells
    FROM (
      SELECT
        date_,
        any(`visits.pages`) AS `visits.pages`,
        any(`siteDays.total`) AS `siteDays.total`,
        ifNull(any(`visits.endedVisits`), 0) AS `visits.endedVisits`
      FROM (
        SELECT
          at AS date_,
          `visits.pages_value` AS `visits.pages`,
          NULL AS `siteDays.total`,
          NULL AS `visits.endedVisits`
        FROM (
          SELECT
            arrayJoin(arrayMap(step -> addMonths(greatest(bucket, {p1:Date32}), step), range(toUInt64(greatest(0, dateDiff('month', greatest(bucket, {p1:Date32}), ifNull(until, {p2:Date32}))))))) AS at,
            `visits.pages_value`
          FROM (
            SELECT
              bucket,
              sum(`visits.pages_part`) OVER (ORDER BY bucket) AS `visits.pages_value`,
              leadInFrame(toNullable(bucket)) OVER (ORDER BY bucket ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until
            FROM (
              SELECT
                toStartOfMonth(started_at, {p3:String}) AS bucket,
                sum(pages) AS `visits.pages_part`
              FROM fixture.visits
              WHERE site_id IN {p4:Array(String)}
                AND started_at >= {p5:DateTime64(3, 'UTC')}
                AND started_at < {p6:DateTime64(3, 'UTC')}
              GROUP BY bucket
            )
          )
        )
        WHERE at >= {p1:Date32}
          AND at < {p2:Date32}
        UNION ALL
        SELECT
          at_ AS date_,
          NULL AS `visits.pages`,
          `siteDays.total_value` AS `siteDays.total`,
          NULL AS `visits.endedVisits`
        FROM (
          SELECT
            arrayJoin(arrayMap(step -> addMonths(greatest(bucket_, {p1:Date32}), step), range(toUInt64(greatest(0, dateDiff('month', greatest(bucket_, {p1:Date32}), ifNull(until_, {p2:Date32}))))))) AS at_,
            `siteDays.total_value`
          FROM (
            SELECT
              bucket_,
              sum(`siteDays.total_part`) OVER (ORDER BY bucket_) AS `siteDays.total_value`,
              leadInFrame(toNullable(bucket_)) OVER (ORDER BY bucket_ ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until_
            FROM (
              SELECT
                toStartOfMonth(date) AS bucket_,
                sum(toInt128(visit_count)) AS `siteDays.total_part`
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
              WHERE site_id IN {p4:Array(String)}
                AND date >= {p1:Date32}
                AND date < {p2:Date32}
              GROUP BY bucket_
            )
          )
        )
        WHERE at_ >= {p1:Date32}
          AND at_ < {p2:Date32}
        UNION ALL
        SELECT
          at__ AS date_,
          NULL AS `visits.pages`,
          NULL AS `siteDays.total`,
          `visits.endedVisits_value` AS `visits.endedVisits`
        FROM (
          SELECT
            arrayJoin(arrayMap(step -> addMonths(greatest(bucket__, {p1:Date32}), step), range(toUInt64(greatest(0, dateDiff('month', greatest(bucket__, {p1:Date32}), ifNull(until__, {p2:Date32}))))))) AS at__,
            `visits.endedVisits_value`
          FROM (
            SELECT
              bucket__,
              sum(`visits.endedVisits_part`) OVER (ORDER BY bucket__) AS `visits.endedVisits_value`,
              leadInFrame(toNullable(bucket__)) OVER (ORDER BY bucket__ ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until__
            FROM (
              SELECT
                toStartOfMonth(ended_at, {p3:String}) AS bucket__,
                count() AS `visits.endedVisits_part`
              FROM fixture.visits
              WHERE site_id IN {p4:Array(String)}
                AND ended_at >= {p5:DateTime64(3, 'UTC')}
                AND ended_at < {p6:DateTime64(3, 'UTC')}
              GROUP BY bucket__
            )
          )
        )
        WHERE at__ >= {p1:Date32}
          AND at__ < {p2:Date32}
      )
      GROUP BY date_
    )
  )
  ARRAY JOIN arrayFilter((cell, times) -> times = 1, arrayConcat(cells, arrayMap(start -> (start, 0, 0, 0), {p7:Array(Date32)})), arrayEnumerateUniq(arrayConcat(cells.1, {p7:Array(Date32)}))) AS cell
)
ORDER BY `date`
LIMIT {p8:UInt64}
