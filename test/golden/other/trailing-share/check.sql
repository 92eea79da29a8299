SELECT if(site_id = 'zz', 'zz', NULL) AS s, countIf(started_at >= '2024-03-03'), uniqExact(user_id), uniqExact(user_id) / (SELECT uniqExact(user_id) FROM fixture.visits WHERE started_at >= '2024-03-01' AND started_at < '2024-03-05'), if(s IS NULL, 'OTHER', 'VALUE') AS kind
FROM fixture.visits WHERE started_at >= '2024-03-01' AND started_at < '2024-03-05' GROUP BY s ORDER BY kind DESC
