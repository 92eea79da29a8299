SELECT
  toMinute(started_at, {p1:String}) AS minuteofhour,
  toHour(started_at, {p1:String}) AS hourofday,
  toDayOfWeek(started_at, 0, {p1:String}) AS dayofweek,
  toDayOfMonth(started_at, {p1:String}) AS dayofmonth,
  toDayOfYear(started_at, {p1:String}) AS dayofyear,
  toISOWeek(started_at, {p1:String}) AS weekofyear,
  toMonth(started_at, {p1:String}) AS monthofyear,
  toQuarter(started_at, {p1:String}) AS quarterofyear,
  toYear(started_at, {p1:String}) AS year,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p2:Array(String)}
  AND visit_id = {p3:UInt64}
GROUP BY minuteofhour, hourofday, dayofweek, dayofmonth, dayofyear, weekofyear, monthofyear, quarterofyear, year
ORDER BY visits DESC, minuteofhour, hourofday, dayofweek, dayofmonth, dayofyear, weekofyear, monthofyear, quarterofyear, year
LIMIT {p4:UInt64}
