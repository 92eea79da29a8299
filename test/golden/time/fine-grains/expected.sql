SELECT
  toStartOfFifteenMinutes(started_at, {p1:String}) AS quarter,
  toStartOfMinute(started_at, {p1:String}) AS minute,
  toStartOfSecond(started_at, {p1:String}) AS second,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p2:Array(String)}
  AND started_at >= {p3:DateTime64(3, 'UTC')}
  AND started_at < {p4:DateTime64(3, 'UTC')}
GROUP BY quarter, minute, second
ORDER BY quarter, minute, second
LIMIT {p5:UInt64}
