SELECT visit_id, s.name, r.label, toStartOfMonth(started_at) FROM fixture.visits AS v LEFT JOIN (SELECT * FROM fixture.sites FINAL) AS s ON s.id = v.site_id
LEFT JOIN (SELECT DISTINCT * FROM fixture.regions) AS r ON r.id = v.owner_id LEFT JOIN fixture.managers AS m ON m.id = r.manager_id
WHERE s.name IS NOT NULL ORDER BY m.name, visit_id DESC LIMIT 5 OFFSET 1
