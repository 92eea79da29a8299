SELECT day, countIf(d = day AND country = 'DE'), if(countIf(d = day) = 0, NULL, sumIf(pages, d = day)), nullIf(countIf(d = day), 0)
FROM (SELECT toDate('2024-03-01') + number AS day FROM numbers(5)) AS days
CROSS JOIN (SELECT toDate(started_at, 'UTC') AS d, country, pages FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb'))) AS v
GROUP BY day
ORDER BY day
