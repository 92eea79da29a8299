SELECT
  day,
  sumIf(bounced, d = day) / nullIf(countIf(d = day), 0),
  sumIf(bounced, d > day - 7 AND d <= day) / nullIf(countIf(d > day - 7 AND d <= day), 0),
  countIf(d <= day),
  if(countIf(d <= day AND toStartOfMonth(d) = toStartOfMonth(day)) = 0, NULL, sumIf(pages, d <= day AND toStartOfMonth(d) = toStartOfMonth(day))),
  sumIf(bounced, d > day - 14 AND d <= day - 7) / nullIf(countIf(d > day - 14 AND d <= day - 7), 0),
  if(countIf(d = day) = 0 OR countIf(d = day - 1) = 0, NULL, toInt64(sumIf(pages, d = day)) - toInt64(sumIf(pages, d = day - 1)))
FROM (SELECT toDate('2024-03-01') + number AS day FROM numbers(5)) AS days
CROSS JOIN (SELECT toDate(started_at, 'UTC') AS d, toUInt8(bounced) AS bounced, pages FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb'))) AS v
GROUP BY day
ORDER BY day
