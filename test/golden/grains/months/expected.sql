SELECT
  addMonths({p1:Date32}, toInt32(floor(dateDiff('month', {p1:Date32}, toDate32(started_at, {p2:String})) / 6)) * 6) AS bucket,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p3:Array(String)}
GROUP BY bucket
ORDER BY bucket
LIMIT {p4:UInt64}
