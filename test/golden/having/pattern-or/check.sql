SELECT site_id FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY site_id HAVING startsWith(argMax(source, started_at), 'org') ORDER BY site_id
