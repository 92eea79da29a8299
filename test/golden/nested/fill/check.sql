SELECT c.country, day, countIf(visit_id > 0), sum(ifNull(revenue, 0)) FROM (SELECT arrayJoin(['DE', '']) AS country, toDate('2024-03-01') + arrayJoin(range(3)) AS day) AS c
LEFT JOIN (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb')) AS v ON v.country = c.country AND toDate(v.started_at) = c.day GROUP BY c.country, day
