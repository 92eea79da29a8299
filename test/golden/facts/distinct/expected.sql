SELECT
  date_ AS `date`,
  site
FROM (
  SELECT
    date_,
    site
  FROM (
    SELECT
      toStartOfMonth(started_at, {p1:String}) AS date_,
      site_id AS site
    FROM fixture.visits
    WHERE site_id IN {p2:Array(String)}
      AND site_id != {p3:String}
    GROUP BY date_, site
    UNION ALL
    SELECT
      toStartOfMonth(date) AS date_,
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
    WHERE site_id IN {p2:Array(String)}
      AND site_id != {p3:String}
    GROUP BY date_, site
  )
  GROUP BY date_, site
)
ORDER BY `date`, site
LIMIT {p4:UInt64}
