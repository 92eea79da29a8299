SELECT
  value
FROM (
  SELECT
    site_id AS value
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
    AND site_id IS NOT NULL
  GROUP BY value
)
ORDER BY value
LIMIT {p2:UInt64}
