SELECT
  toDate(started_at, {p1:String}) AS started,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p2:Array(String)}
  AND started_at >= {p3:DateTime64(3, 'UTC')}
  AND started_at < {p4:DateTime64(3, 'UTC')}
GROUP BY started
ORDER BY started
LIMIT {p5:UInt64}
