SELECT
  started_days_pair AS bucket,
  sum(visits_) AS visits
FROM (
  SELECT
    toDate32(started_at, {p1:String}) AS started_days_key,
    count() AS visits_
  FROM fixture.visits
  WHERE site_id IN {p2:Array(String)}
  GROUP BY started_days_key
) AS visits
LEFT ANY JOIN (
  SELECT
    day AS started_days_key,
    pair AS started_days_pair
  FROM (
    SELECT toDate('2024-03-01') + number AS day, intDiv(number, 2) AS pair FROM numbers(31)
  )
) AS started_days USING (started_days_key)
GROUP BY bucket
ORDER BY bucket
LIMIT {p3:UInt64}
