SELECT
  date_ AS `date`,
  `visits.pages`,
  `siteDays.total`,
  before
FROM (
  SELECT
    date_,
    any(`visits.pages`) AS `visits.pages`,
    any(`siteDays.total`) AS `siteDays.total`,
    any(before) AS before
  FROM (
    SELECT
      addMonths({p1:Date32}, toInt32(floor(dateDiff('month', {p1:Date32}, toDate32(started_at, {p2:String})) / 6)) * 6) AS date_,
      sum(pages) AS `visits.pages`,
      NULL AS `siteDays.total`,
      NULL AS before
    FROM fixture.visits
    WHERE site_id IN {p3:Array(String)}
    GROUP BY date_
    UNION ALL
    SELECT
      addMonths({p1:Date32}, toInt32(floor(dateDiff('month', {p1:Date32}, date) / 6)) * 6) AS date_,
      NULL AS `visits.pages`,
      sum(toInt128(visit_count)) AS `siteDays.total`,
      NULL AS before
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
    GROUP BY date_
    UNION ALL
    SELECT
      addMonths({p1:Date32}, toInt32(floor(dateDiff('month', {p1:Date32}, seen_at) / 6)) * 6) AS date_,
      NULL AS `visits.pages`,
      NULL AS `siteDays.total`,
      sum(before_part) AS before
    FROM (
      SELECT
        before_part,
        addMonths(bucket, {p4:Int64}) AS seen_at
      FROM (
        SELECT
          toDate32(date) AS bucket,
          sum(toInt128(visit_count)) AS before_part
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
        GROUP BY bucket
      )
    )
    GROUP BY date_
  )
  GROUP BY date_
)
ORDER BY `date`
LIMIT {p5:UInt64}
