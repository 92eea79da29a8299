SELECT d.day, count() AS c FROM (SELECT toDate('2024-03-02') + number AS day FROM numbers(6)) AS d
CROSS JOIN (SELECT toDate(started_at) AS on_day FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND started_at >= '2024-03-01 00:00:00' AND started_at < '2024-04-01 00:00:00') AS v
WHERE v.on_day <= d.day AND intDiv(toDayOfMonth(v.on_day) - 1, 2) = intDiv(toDayOfMonth(d.day) - 1, 2)
GROUP BY d.day ORDER BY d.day
