SELECT
  toDayOfWeek(born, 0) AS weekday,
  toYear(born) AS year,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY weekday, year
ORDER BY year, weekday
LIMIT {p2:UInt64}
