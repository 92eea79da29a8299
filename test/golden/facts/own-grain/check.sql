WITH addMonths(toDate32('2024-02-01'), 6 * toInt32(floor(dateDiff('month', toDate32('2024-02-01'), toDate32(d)) / 6))) AS h
SELECT h, nullIf(sum(v), 0), nullIf(sum(t), 0), nullIf(sum(b), 0) FROM (
  SELECT toDate32(started_at, 'UTC') AS d, pages AS v, 0 AS t, 0 AS b FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb'))
  UNION ALL SELECT toDate32(date), 0, n, 0 FROM (SELECT site_id, toDate(started_at, 'UTC') AS date, count() AS n FROM fixture.visits WHERE source != 'a\nb' AND site_id IN ('aa', 'bb') GROUP BY site_id, date)
  UNION ALL SELECT addMonths(toDate32(date), 6), 0, 0, n FROM (SELECT site_id, toDate(started_at, 'UTC') AS date, count() AS n FROM fixture.visits WHERE source != 'a\nb' AND site_id IN ('aa', 'bb') GROUP BY site_id, date)
) GROUP BY h ORDER BY h
