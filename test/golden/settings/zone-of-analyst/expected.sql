SELECT
  toDate(started_at, {p1:String}) AS started,
  count() AS visits
FROM fixture.visits
WHERE started_at >= {p2:DateTime64(3, 'UTC')}
  AND started_at < {p3:DateTime64(3, 'UTC')}
GROUP BY started
ORDER BY started
LIMIT {p4:UInt64}
