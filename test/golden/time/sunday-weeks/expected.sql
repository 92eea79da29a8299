SELECT
  toStartOfWeek(toDateTime64(opened_at, 0, 'UTC'), 0, {p1:String}) AS week,
  count() AS sites
FROM fixture.sites FINAL
WHERE id IN {p2:Array(String)}
GROUP BY week
ORDER BY week
LIMIT {p3:UInt64}
