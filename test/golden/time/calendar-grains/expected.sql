SELECT
  toStartOfWeek(started_at, 1, {p1:String}) AS week,
  toStartOfMonth(started_at, {p1:String}) AS month,
  toStartOfQuarter(started_at, {p1:String}) AS quarter,
  toStartOfYear(started_at, {p1:String}) AS year,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p2:Array(String)}
  AND started_at >= {p3:DateTime64(3, 'UTC')}
  AND started_at < {p4:DateTime64(3, 'UTC')}
GROUP BY week, month, quarter, year
ORDER BY week, month, quarter, year
LIMIT {p5:UInt64}
