SELECT
  date_ AS `date`,
  site,
  `siteDays.total`,
  first
FROM (
  SELECT
    date_,
    site,
    any(`siteDays.total`) AS `siteDays.total`,
    any(first) AS first
  FROM (
    SELECT
      toStartOfMonth(date) AS date_,
      site_id AS site,
      sum(toInt128(visit_count)) AS `siteDays.total`,
      NULL AS first
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
    WHERE site_id IN {p1:Array(String)}
      AND date >= {p2:Date32}
      AND date < {p3:Date32}
    GROUP BY date_, site
    UNION ALL
    SELECT
      shown_at AS date_,
      site,
      NULL AS `siteDays.total`,
      sum(first_part) AS first
    FROM (
      SELECT
        site,
        first_part,
        arrayJoin(if(bucket = toStartOfQuarter(bucket), arrayMap(step -> addMonths(bucket, step), range(toUInt64(dateDiff('month', bucket, addQuarters(bucket, {p4:Int64}))))), [])) AS shown_at
      FROM (
        SELECT
          site_id AS site,
          toStartOfMonth(date) AS bucket,
          sum(toInt128(visit_count)) AS first_part
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
        WHERE site_id IN {p1:Array(String)}
          AND date >= {p5:Date32}
          AND date < {p3:Date32}
        GROUP BY site, bucket
      )
    )
    WHERE shown_at >= {p2:Date32}
      AND shown_at < {p3:Date32}
    GROUP BY site, date_
  )
  GROUP BY date_, site
)
ORDER BY `date`, site
LIMIT {p6:UInt64}
