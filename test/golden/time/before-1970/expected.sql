SELECT
  toStartOfHour(toStartOfSecond(started_at), {p1:String}) AS hour,
  toDate32(started_at, {p1:String}) AS day,
  toStartOfMonth(started_at, {p1:String}) AS month,
  count() AS visits
FROM fixture.visits
WHERE visit_id = {p2:UInt64}
GROUP BY hour, day, month
ORDER BY hour, day, month
LIMIT {p3:UInt64}
