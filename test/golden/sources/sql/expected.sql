SELECT
  site_id AS siteId,
  max(visit_count) AS busiest,
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
WHERE site_id IN {p1:Array(String)}
  AND date >= {p2:Date32}
  AND date < {p3:Date32}
GROUP BY siteId
ORDER BY busiest DESC, siteId
LIMIT {p4:UInt64}
