SELECT
  toStartOfYear(CAST(toStartOfMonth(toDate32(ended_at, 'Europe/Berlin')), 'Nullable(Date32)')) AS year,
  toDate32(CAST(toStartOfHour(toDateTime64(ended_at + INTERVAL 30 MINUTE, 0, 'UTC'), 'UTC'), 'Nullable(DateTime64(0, \'UTC\'))'), {p1:String}) AS day,
  count() AS guests
FROM fixture.visits
WHERE site_id IN (
    SELECT
      id
    FROM fixture.sites FINAL
    WHERE name IN {p2:Array(String)} AND id IN {p3:Array(String)}
  )
GROUP BY year, day
ORDER BY year, day
LIMIT {p4:UInt64}
