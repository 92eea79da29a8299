SELECT
  date_ AS `date`,
  pagesPerCounted
FROM (
  SELECT
    `date` AS date_,
    avg(value) AS pagesPerCounted
  FROM (
    SELECT
      date_ AS `date`,
      date__ AS date___,
      pages_ / nullIf(total, 0) AS value
    FROM (
      SELECT
        date_,
        date__,
        any(pages_) AS pages_,
        any(total) AS total
      FROM (
        SELECT
          addMonths({p1:Date32}, toInt32(floor(dateDiff('month', {p1:Date32}, shown_at) / 6)) * 6) AS date_,
          shown_at AS date__,
          sum(pages__part) AS pages_,
          NULL AS total
        FROM (
          SELECT
            pages__part,
            arrayJoin(arrayMap(step -> addDays(bucket, step), range(toUInt64({p2:Int64})))) AS shown_at
          FROM (
            SELECT
              toDate(started_at, {p3:String}) AS bucket,
              sum(pages) AS pages__part
            FROM fixture.visits
            WHERE site_id IN {p4:Array(String)}
              AND started_at >= {p5:DateTime64(3, 'UTC')}
              AND started_at < {p6:DateTime64(3, 'UTC')}
            GROUP BY bucket
          )
        )
        WHERE shown_at >= {p7:Date32}
          AND shown_at < {p8:Date32}
        GROUP BY date_, date__
        UNION ALL
        SELECT
          addMonths({p1:Date32}, toInt32(floor(dateDiff('month', {p1:Date32}, shown_at_) / 6)) * 6) AS date_,
          shown_at_ AS date__,
          NULL AS pages_,
          sum(total_part) AS total
        FROM (
          SELECT
            total_part,
            arrayJoin(arrayMap(step -> addDays(bucket_, step), range(toUInt64({p2:Int64})))) AS shown_at_
          FROM (
            SELECT
              date AS bucket_,
              sum(toInt128(visit_count)) AS total_part
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
              AND date >= {p9:Date32}
              AND date < {p8:Date32}
            GROUP BY bucket_
          )
        )
        WHERE shown_at_ >= {p7:Date32}
          AND shown_at_ < {p8:Date32}
        GROUP BY date_, date__
      )
      GROUP BY date_, date__
    )
  )
  GROUP BY date_
)
ORDER BY `date`
LIMIT {p10:UInt64}
