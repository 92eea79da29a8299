SELECT v.country AS k, count(*) AS n, sum(v.pages), sum(v.revenue) FROM fixture.visits AS v
LEFT JOIN (SELECT id, argMax(name, version) AS name, argMax(tuple(region_id), version).1 AS region_id, argMax(opened_at, version) AS opened_at FROM fixture.sites WHERE id IN ('aa', 'bb') GROUP BY id) AS s ON s.id = v.site_id
LEFT JOIN (SELECT DISTINCT id, label, manager_id FROM fixture.regions) AS r ON r.id = s.region_id
LEFT JOIN (SELECT DISTINCT id, name FROM fixture.managers) AS m ON m.id = r.manager_id
LEFT JOIN (SELECT DISTINCT id, label FROM fixture.regions) AS o ON o.id = v.owner_id WHERE v.site_id IN ('aa', 'bb') AND r.label = 'North' GROUP BY k ORDER BY n DESC, isNull(k), k
