SELECT
  date_ AS `date`,
  `visits.pages`,
  `siteDays.total`
FROM (
  SELECT
    date_,
    any(`visits.pages`) AS `visits.pages`,
    any(`siteDays.total`) AS `siteDays.total`
  FROM (
    SELECT
      shown_at AS date_,
      sum(`visits.pages_part`) AS `visits.pages`,
      NULL AS `siteDays.total`
    FROM (
      SELECT
        `visits.pages_part`,
        arrayJoin(arrayMap(step -> addMonths(bucket, step), range(toUInt64({p1:Int64})))) AS shown_at
      FROM (
        SELECT
          toStartOfMonth(started_at, {p2:String}) AS bucket,
          sum(pages) AS `visits.pages_part`
        FROM fixture.visits
        WHERE site_id IN {p3:Array(String)}
        GROUP BY bucket
      )
    )
    GROUP BY date_
    UNION ALL
    SELECT
      shown_at_ AS date_,
      NULL AS `visits.pages`,
      sum(`siteDays.total_part`) AS `siteDays.total`
    FROM (
      SELECT
        `siteDays.total_part`,
        arrayJoin(arrayMap(step -> addMonths(bucket_, step), range(toUInt64({p1:Int64})))) AS shown_at_
      FROM (
        SELECT
          toDate32(toStartOfMonth(date)) AS bucket_,
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
        WHERE site_id IN {p3:Array(String)}
        GROUP BY bucket_
      )
    )
    GROUP BY date_
  )
  GROUP BY date_
)
ORDER BY `date`
LIMIT {p4:UInt64}
