SELECT p, nullIf(sum(v), 0), nullIf(sum(e), 0), nullIf(sum(t), 0) FROM (
  SELECT intDiv(dateDiff('day', toDate('2024-03-01'), d), 2) AS p, * FROM (
    SELECT toDate(started_at, 'UTC') AS d, 1 AS v, 0 AS e, 0 AS t FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb'))
    UNION ALL SELECT toDate(ended_at, 'UTC'), 0, 1, 0 FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb')) WHERE ended_at IS NOT NULL
    UNION ALL SELECT date, 0, 0, n FROM (SELECT site_id, toDate(started_at, 'UTC') AS date, count() AS n FROM fixture.visits WHERE source != 'a\nb' AND site_id IN ('aa', 'bb') GROUP BY site_id, date)
  ) WHERE d >= '2024-03-01' AND d < '2024-03-05'
) GROUP BY p ORDER BY p
