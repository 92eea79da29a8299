SELECT
  cell.1 AS day,
  cell.2 AS visits,
  cell.3 AS revenue,
  cell.4 AS tax,
  cell.5 AS meanScore,
  cell.6 / nullIf(visits, 0) AS bounceRate,
  cell.7 AS scored,
  cell.8 AS spread
FROM (
  SELECT
    groupArray((day, visits, revenue_, tax_, meanScore, bounces, scored, spread)) AS cells
  FROM (
    SELECT
      toDate(started_at, {p1:String}) AS day,
      count() AS visits,
      ifNull(sum(revenue), 0) AS revenue_,
      ifNull(sum(toDecimal256(tax, 4)), 0) AS tax_,
      avg(score) AS meanScore,
      countIf(bounced) AS bounces,
      count(score) AS scored,
      quantilesExact(0.25, 0.75)(pages) AS spread
    FROM fixture.visits
    WHERE site_id IN {p2:Array(String)}
      AND started_at >= {p3:DateTime64(3, 'UTC')}
      AND started_at < {p4:DateTime64(3, 'UTC')}
    GROUP BY day
  )
)
ARRAY JOIN arrayFilter((cell, times) -> times = 1, arrayConcat(cells, arrayMap(bucket -> (bucket, 0, 0, 0, NULL, 0, NULL, []), {p5:Array(Date32)})), arrayEnumerateUniq(arrayConcat(cells.1, {p5:Array(Date32)}))) AS cell
ORDER BY day
LIMIT {p6:UInt64}
