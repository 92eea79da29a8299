SELECT
  site__ AS site,
  paid,
  `visits.pages`,
  `siteDays.total`
FROM (
  SELECT
    site__,
    ifNull(any(paid), 0) AS paid,
    any(`visits.pages`) AS `visits.pages`,
    any(`siteDays.total`) AS `siteDays.total`
  FROM (
    SELECT
      site AS site__,
      sum(visits) AS paid,
      sumOrNullIf(pages_, site_name = {p1:String}) AS `visits.pages`,
      NULL AS `siteDays.total`
    FROM (
      SELECT
        site_id AS site_key,
        site_id AS site,
        countIf(country IN {p2:Array(String)} AND (source = 'paid')) AS visits,
        sumOrNull(pages) AS pages_
      FROM fixture.visits
      WHERE site_id IN {p3:Array(String)}
        AND started_at >= {p4:DateTime64(3, 'UTC')}
        AND started_at < {p5:DateTime64(3, 'UTC')}
      GROUP BY site_key, site
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        id AS site_key,
        name AS site_name
      FROM fixture.sites FINAL
      WHERE id IN {p3:Array(String)}
    ) AS site_ USING (site_key)
    GROUP BY site__
    UNION ALL
    SELECT
      site_id AS site__,
      NULL AS paid,
      NULL AS `visits.pages`,
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
    WHERE site_id IN {p3:Array(String)}
      AND date >= {p6:Date32}
      AND date < {p7:Date32}
    GROUP BY site__
  )
  GROUP BY site__
)
ORDER BY `siteDays.total` DESC, site
LIMIT {p8:UInt64}
