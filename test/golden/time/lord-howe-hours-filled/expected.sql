SELECT
  cell.1 AS hour,
  cell.2 AS visits
FROM (
  SELECT
    groupArray((hour, visits)) AS cells
  FROM (
    SELECT
      toStartOfHour(started_at, {p1:String}) AS hour,
      count() AS visits
    FROM fixture.visits
    WHERE started_at >= {p2:DateTime64(3, 'UTC')}
      AND started_at < {p3:DateTime64(3, 'UTC')}
    GROUP BY hour
  )
)
ARRAY JOIN arrayFilter((cell, times) -> times = 1, arrayConcat(cells, arrayMap(bucket -> (bucket, 0), {p4:Array(DateTime64(3, 'UTC'))})), arrayEnumerateUniq(arrayConcat(cells.1, {p4:Array(DateTime64(3, 'UTC'))}))) AS cell
ORDER BY hour
LIMIT {p5:UInt64}
