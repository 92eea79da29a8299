SELECT
  cell.1 AS bucket,
  cell.2 AS visits
FROM (
  SELECT
    groupArray((bucket, visits)) AS cells
  FROM (
    SELECT
      if(addDays(addMonths({p1:Date32}, toInt32(floor((dateDiff('day', {p1:Date32}, toDate(started_at, {p2:String})) + 10) / 94.310625)) * 3), toInt32(floor((dateDiff('day', {p1:Date32}, toDate(started_at, {p2:String})) + 10) / 94.310625)) * 3) <= toDate32(toDate(started_at, {p2:String})), addDays(addMonths({p1:Date32}, toInt32(floor((dateDiff('day', {p1:Date32}, toDate(started_at, {p2:String})) + 10) / 94.310625)) * 3), toInt32(floor((dateDiff('day', {p1:Date32}, toDate(started_at, {p2:String})) + 10) / 94.310625)) * 3), addDays(addMonths({p1:Date32}, (toInt32(floor((dateDiff('day', {p1:Date32}, toDate(started_at, {p2:String})) + 10) / 94.310625)) - 1) * 3), (toInt32(floor((dateDiff('day', {p1:Date32}, toDate(started_at, {p2:String})) + 10) / 94.310625)) - 1) * 3)) AS bucket,
      count() AS visits
    FROM fixture.visits
    WHERE site_id IN {p3:Array(String)}
      AND started_at >= {p4:DateTime64(3, 'UTC')}
      AND started_at < {p5:DateTime64(3, 'UTC')}
    GROUP BY bucket
  )
)
ARRAY JOIN arrayFilter((cell, times) -> times = 1, arrayConcat(cells, arrayMap(bucket_ -> (bucket_, 0), {p6:Array(Date32)})), arrayEnumerateUniq(arrayConcat(cells.1, {p6:Array(Date32)}))) AS cell
ORDER BY bucket
LIMIT {p7:UInt64}
