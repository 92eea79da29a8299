SELECT if(day >= '2024-03-01', toNullable(intDiv(toDayOfMonth(day) - 1, 2)), NULL) AS pair, day, sum(german) FROM (SELECT toDate('2024-02-28') + number AS day, 0 AS german FROM numbers(7)
UNION ALL SELECT toDate(started_at), 1 FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND country = 'DE' AND started_at >= '2024-02-28 00:00:00' AND started_at < '2024-03-06 00:00:00')
GROUP BY day ORDER BY isNull(pair), pair, day
