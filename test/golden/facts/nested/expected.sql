SELECT
  `../site`,
  `date`,
  `siteDays.total`
FROM (
  SELECT
    `../site`,
    date_ AS `date`,
    `siteDays.total`
  FROM (
    SELECT
      site_id AS `../site`,
      date AS date_,
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
      AND date >= {p2:Date32}
      AND date < {p3:Date32}
    GROUP BY `../site`, date_
  )
)
WHERE [`../site`] IN (
    SELECT
      [site]
    FROM (
      SELECT
        site,
        `visits.pages`
      FROM (
        SELECT
          site_id AS site,
          sum(pages) AS `visits.pages`
        FROM fixture.visits
        WHERE site_id IN {p1:Array(String)}
          AND started_at >= {p4:DateTime64(3, 'UTC')}
          AND started_at < {p5:DateTime64(3, 'UTC')}
        GROUP BY site
      )
      ORDER BY `visits.pages` DESC, site
      LIMIT {p6:UInt64}
    )
  )
ORDER BY `siteDays.total` DESC, `date`
LIMIT {p7:UInt64} BY `../site`
