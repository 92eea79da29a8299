SELECT DISTINCT site_id FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb')) ORDER BY site_id
