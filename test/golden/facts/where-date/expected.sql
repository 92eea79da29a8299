SELECT
  site,
  `visits.visits`,
  `visits.endedVisits`,
  `siteDays.total`
FROM (
  SELECT
    site,
    ifNull(any(`visits.visits`), 0) AS `visits.visits`,
    ifNull(any(`visits.endedVisits`), 0) AS `visits.endedVisits`,
    any(`siteDays.total`) AS `siteDays.total`
  FROM (
    SELECT
      site_id AS site,
      count() AS `visits.visits`,
      NULL AS `visits.endedVisits`,
      NULL AS `siteDays.total`
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
      AND started_at >= {p2:DateTime64(3, 'UTC')}
    GROUP BY site
    UNION ALL
    SELECT
      site_id AS site,
      NULL AS `visits.visits`,
      count() AS `visits.endedVisits`,
      NULL AS `siteDays.total`
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
      AND ended_at >= {p2:DateTime64(3, 'UTC')}
    GROUP BY site
    UNION ALL
    SELECT
      site_id AS site,
      NULL AS `visits.visits`,
      NULL AS `visits.endedVisits`,
      sum(toInt128(visit_count)) AS `siteDays.total`
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
      AND date >= {p3:Date32}
    GROUP BY site
  )
  GROUP BY site
)
ORDER BY `visits.visits` DESC, site
LIMIT {p4:UInt64}
