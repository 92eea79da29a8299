SELECT
  visit_id AS id
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND (toDateTime64(ended_at, 0, 'UTC') IN {p2:Array(DateTime64(3, 'UTC'))} OR started_at IN {p3:Array(DateTime64(3, 'UTC'))} OR NOT (toDateTime64(ended_at, 0, 'UTC') NOT IN {p4:Array(DateTime64(3, 'UTC'))} AND ended_at IS NOT NULL))
GROUP BY id
ORDER BY id
LIMIT {p5:UInt64}
