SELECT DISTINCT site_id, (SELECT count() FROM fixture.visits WHERE site_id IN ('aa', 'bb')) AS n FROM fixture.visits WHERE site_id IN ('aa', 'bb') ORDER BY n DESC, site_id
