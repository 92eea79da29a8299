SELECT
  value
FROM (
  SELECT
    value
  FROM (
    SELECT
      site_id AS value
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
      AND site_id IS NOT NULL
    GROUP BY value
    UNION ALL
    SELECT
      site_id AS value
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
      AND site_id IS NOT NULL
    GROUP BY value
  )
  GROUP BY value
)
ORDER BY value
LIMIT {p2:UInt64}
