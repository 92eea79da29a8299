SELECT
  cell.1 AS month,
  cell.2 AS visits,
  cell.3 / nullIf(visits, 0) AS pagesPerVisit
FROM (
  SELECT
    groupArray((month, visits, pages_)) AS cells
  FROM (
    SELECT
      toStartOfMonth(started_at, {p1:String}) AS month,
      count() AS visits,
      ifNull(sum(pages), 0) AS pages_
    FROM fixture.visits
    WHERE site_id IN {p2:Array(String)}
      AND started_at >= {p3:DateTime64(3, 'UTC')}
      AND started_at < {p4:DateTime64(3, 'UTC')}
    GROUP BY month
  )
)
ARRAY JOIN arrayFilter((cell, times) -> times = 1, arrayConcat(cells, arrayMap(bucket -> (bucket, 0, 0), {p5:Array(Date32)})), arrayEnumerateUniq(arrayConcat(cells.1, {p5:Array(Date32)}))) AS cell
ORDER BY month
LIMIT {p6:UInt64}
