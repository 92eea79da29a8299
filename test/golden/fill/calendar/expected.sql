SELECT
  cell.1 AS pair,
  country,
  cell.2 AS visits
FROM (
  SELECT
    country,
    groupArray((pair, visits)) AS cells
  FROM (
    SELECT
      country,
      started_days_pair AS pair,
      sum(visits_) AS visits
    FROM (
      SELECT
        toDate(started_at, {p1:String}) AS started_days_key,
        country,
        count() AS visits_
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
        AND started_at >= {p3:DateTime64(3, 'UTC')}
        AND started_at < {p4:DateTime64(3, 'UTC')}
      GROUP BY started_days_key, country
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        day AS started_days_key,
        pair AS started_days_pair
      FROM (
        SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
      )
    ) AS started_days USING (started_days_key)
    GROUP BY country, pair
  )
  GROUP BY country
)
ARRAY JOIN arrayFilter((cell, times) -> times = 1, arrayConcat(cells, arrayMap(bucket -> (bucket, 0), (
  SELECT
    groupUniqArray(pair)
  FROM (
    SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
  )
  WHERE day IS NOT NULL
    AND pair IS NOT NULL
    AND day >= {p5:Date32}
    AND day <= {p6:Date32}
))), arrayEnumerateUniq(arrayConcat(cells.1, (
  SELECT
    groupUniqArray(pair)
  FROM (
    SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
  )
  WHERE day IS NOT NULL
    AND pair IS NOT NULL
    AND day >= {p5:Date32}
    AND day <= {p6:Date32}
)))) AS cell
ORDER BY pair, country
LIMIT {p7:UInt64}
