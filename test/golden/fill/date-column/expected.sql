SELECT
  cell.1 AS d
FROM (
  SELECT
    groupArray(tuple(d)) AS cells
  FROM (
    SELECT
      day AS d
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
      AND day >= {p2:Date32}
      AND day < {p3:Date32}
    GROUP BY d
  )
)
ARRAY JOIN arrayFilter((cell, times) -> times = 1, arrayConcat(cells, arrayMap(bucket -> tuple(bucket), {p4:Array(Date32)})), arrayEnumerateUniq(arrayConcat(cells.1, {p4:Array(Date32)}))) AS cell
ORDER BY d
LIMIT {p5:UInt64}
