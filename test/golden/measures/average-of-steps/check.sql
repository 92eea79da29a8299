SELECT toStartOfMonth(day) AS month, avg(rate) AS mean, argMax(rate, day) AS last
FROM (SELECT day, countIf(bounced) / count() AS rate FROM (SELECT toDate('2024-02-01') + number AS day FROM numbers(60)) AS days CROSS JOIN (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb')) AS v WHERE toDate(started_at, 'UTC') <= day AND toDate(started_at, 'UTC') > day - 3 GROUP BY day)
GROUP BY month
ORDER BY month
