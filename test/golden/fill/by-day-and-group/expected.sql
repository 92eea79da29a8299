SELECT
  cell.1 AS day,
  country,
  cell.2 AS visits
FROM (
  SELECT
    country,
    groupArray((day, visits)) AS cells
  FROM (
    SELECT
      country,
      toDate(started_at, {p1:String}) AS day,
      count() AS visits
    FROM fixture.visits
    WHERE site_id IN {p2:Array(String)}
      AND started_at >= {p3:DateTime64(3, 'UTC')}
      AND started_at < {p4:DateTime64(3, 'UTC')}
    GROUP BY country, day
  )
  GROUP BY country
)
ARRAY JOIN arrayFilter((cell, times) -> times = 1, arrayConcat(cells, arrayMap(bucket -> (bucket, 0), {p5:Array(Date32)})), arrayEnumerateUniq(arrayConcat(cells.1, {p5:Array(Date32)}))) AS cell
ORDER BY day, country
LIMIT {p6:UInt64}
