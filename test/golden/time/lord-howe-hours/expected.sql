SELECT
  toStartOfHour(started_at, {p1:String}) AS hour,
  count() AS visits
FROM fixture.visits
WHERE started_at >= {p2:DateTime64(3, 'UTC')}
  AND started_at < {p3:DateTime64(3, 'UTC')}
GROUP BY hour
ORDER BY hour
LIMIT {p4:UInt64}
