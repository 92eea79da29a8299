SELECT device, country FROM fixture.visits WHERE site_id IN ('aa', 'bb') ORDER BY started_at
