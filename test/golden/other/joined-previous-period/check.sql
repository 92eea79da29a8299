SELECT if(name = 'Alpha', name, NULL) AS n, countIf(now), nullIf(countIf(NOT now), 0), if(n IS NULL, 'OTHER', 'VALUE') AS kind
FROM (SELECT s.name AS name, v.started_at >= '2024-03-03' AS now FROM fixture.visits AS v LEFT JOIN (SELECT * FROM fixture.sites FINAL) AS s ON s.id = v.site_id WHERE v.site_id IN ('aa', 'bb') AND v.started_at >= '2024-03-01' AND v.started_at < '2024-03-05')
GROUP BY n ORDER BY kind DESC
