SELECT
  `../site`,
  `date`
FROM (
  SELECT
    `../site`,
    date_ AS `date`
  FROM (
    SELECT
      site_id AS `../site`,
      toStartOfMonth(date) AS date_
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
    GROUP BY `../site`, date_
  )
)
WHERE [`../site`] IN (
    SELECT
      [site]
    FROM (
      SELECT
        site,
        `siteDays.total`
      FROM (
        SELECT
          site_id AS site,
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
        GROUP BY site
      )
      ORDER BY `siteDays.total` DESC, site
      LIMIT {p2:UInt64}
    )
  )
ORDER BY `date`
LIMIT {p3:UInt64} BY `../site`
