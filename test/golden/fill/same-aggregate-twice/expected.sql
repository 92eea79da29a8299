SELECT
  cell.1 AS day,
  cell.2 AS scored,
  cell.3 AS rated
FROM (
  SELECT
    groupArray((day, scored, rated)) AS cells
  FROM (
    SELECT
      toDate(started_at, {p1:String}) AS day,
      count(score) AS scored,
      count(score) AS rated
    FROM fixture.visits
    WHERE site_id IN {p2:Array(String)}
      AND started_at >= {p3:DateTime64(3, 'UTC')}
      AND started_at < {p4:DateTime64(3, 'UTC')}
    GROUP BY day
  )
)
ARRAY JOIN arrayFilter((cell, times) -> times = 1, arrayConcat(cells, arrayMap(bucket -> (bucket, NULL, 0), {p5:Array(Date32)})), arrayEnumerateUniq(arrayConcat(cells.1, {p5:Array(Date32)}))) AS cell
ORDER BY day
LIMIT {p6:UInt64}
