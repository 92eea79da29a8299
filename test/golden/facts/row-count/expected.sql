SELECT
  count() AS rowCount
FROM (
  SELECT
    site
  FROM (
    SELECT
      site
    FROM (
      SELECT
        site_id AS site
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
        AND started_at >= {p2:DateTime64(3, 'UTC')}
        AND started_at < {p3:DateTime64(3, 'UTC')}
      GROUP BY site
      UNION ALL
      SELECT
        site_id AS site
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
        AND date >= {p4:Date32}
        AND date < {p5:Date32}
      GROUP BY site
    )
    GROUP BY site
  )
)
