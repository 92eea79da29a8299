SELECT month, l, a
FROM (SELECT month, sum(p) AS l FROM (SELECT toStartOfMonth(toDate(started_at, 'UTC')) AS month, site_id, argMax(pages, (started_at, visit_id)) AS p FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb')) GROUP BY ALL) GROUP BY month) AS x
JOIN (SELECT month, avg(p) AS a FROM (SELECT toStartOfMonth(toDate(started_at, 'UTC')) AS month, day, sum(pages) AS p FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb')) GROUP BY ALL) GROUP BY month) AS y USING (month)
ORDER BY month
