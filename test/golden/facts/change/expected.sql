SELECT
  date_ AS `date`,
  `visits.visits`,
  `visits.visits` - visits AS change,
  (total - total_) / nullIf(total_, 0) AS percent,
  `visits.visits` - visits AS same
FROM (
  SELECT
    date_,
    ifNull(any(`visits.visits`), 0) AS `visits.visits`,
    ifNull(any(visits), 0) AS visits,
    any(total) AS total,
    any(total_) AS total_
  FROM (
    SELECT
      toDate(started_at, {p1:String}) AS date_,
      count() AS `visits.visits`,
      NULL AS visits,
      NULL AS total,
      NULL AS total_
    FROM fixture.visits
    WHERE site_id IN {p2:Array(String)}
      AND started_at >= {p3:DateTime64(3, 'UTC')}
      AND started_at < {p4:DateTime64(3, 'UTC')}
    GROUP BY date_
    UNION ALL
    SELECT
      addDays(bucket, {p5:Int64}) AS date_,
      NULL AS `visits.visits`,
      sum(visits_part) AS visits,
      NULL AS total,
      NULL AS total_
    FROM (
      SELECT
        toDate(started_at, {p1:String}) AS bucket,
        count() AS visits_part
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
        AND started_at >= {p6:DateTime64(3, 'UTC')}
        AND started_at < {p7:DateTime64(3, 'UTC')}
      GROUP BY bucket
    )
    GROUP BY date_
    UNION ALL
    SELECT
      date AS date_,
      NULL AS `visits.visits`,
      NULL AS visits,
      sum(toInt128(visit_count)) AS total,
      NULL AS total_
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
      AND date >= {p8:Date32}
      AND date < {p9:Date32}
    GROUP BY date_
    UNION ALL
    SELECT
      addDays(bucket_, {p5:Int64}) AS date_,
      NULL AS `visits.visits`,
      NULL AS visits,
      NULL AS total,
      sum(total__part) AS total_
    FROM (
      SELECT
        date AS bucket_,
        sum(toInt128(visit_count)) AS total__part
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
        AND date >= {p10:Date32}
        AND date < {p11:Date32}
      GROUP BY bucket_
    )
    GROUP BY date_
  )
  GROUP BY date_
)
ORDER BY `date`
LIMIT {p12:UInt64}
