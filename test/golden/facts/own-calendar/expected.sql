SELECT
  `date`,
  `visits.visits`,
  `visits.endedVisits`,
  `siteDays.total`
FROM (
  SELECT
    `date`,
    ifNull(any(`visits.visits`), 0) AS `visits.visits`,
    ifNull(any(`visits.endedVisits`), 0) AS `visits.endedVisits`,
    any(`siteDays.total`) AS `siteDays.total`
  FROM (
    SELECT
      date_days_pair AS `date`,
      sum(visits) AS `visits.visits`,
      NULL AS `visits.endedVisits`,
      NULL AS `siteDays.total`
    FROM (
      SELECT
        toDate(started_at, {p1:String}) AS date_days_key,
        count() AS visits
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
        AND started_at >= {p3:DateTime64(3, 'UTC')}
        AND started_at < {p4:DateTime64(3, 'UTC')}
      GROUP BY date_days_key
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        day AS date_days_key,
        pair AS date_days_pair
      FROM (
        SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
      )
    ) AS date_days USING (date_days_key)
    GROUP BY `date`
    UNION ALL
    SELECT
      date_days_pair AS `date`,
      NULL AS `visits.visits`,
      sum(endedVisits) AS `visits.endedVisits`,
      NULL AS `siteDays.total`
    FROM (
      SELECT
        toDate(ended_at, {p1:String}) AS date_days_key,
        count() AS endedVisits
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
        AND ended_at >= {p3:DateTime64(3, 'UTC')}
        AND ended_at < {p4:DateTime64(3, 'UTC')}
      GROUP BY date_days_key
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        day AS date_days_key,
        pair AS date_days_pair
      FROM (
        SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
      )
    ) AS date_days USING (date_days_key)
    GROUP BY `date`
    UNION ALL
    SELECT
      date_days_pair AS `date`,
      NULL AS `visits.visits`,
      NULL AS `visits.endedVisits`,
      sum(total) AS `siteDays.total`
    FROM (
      SELECT
        date AS date_days_key,
        sum(toInt128(visit_count)) AS total
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
        AND date >= {p5:Date32}
        AND date < {p6:Date32}
      GROUP BY date_days_key
    ) AS siteDays
    LEFT ANY JOIN (
      SELECT
        day AS date_days_key,
        pair AS date_days_pair
      FROM (
        SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
      )
    ) AS date_days USING (date_days_key)
    GROUP BY `date`
  )
  GROUP BY `date`
)
ORDER BY `date`
LIMIT {p7:UInt64}
