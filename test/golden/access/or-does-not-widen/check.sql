SELECT count(*) FROM fixture.visits WHERE site_id IN ('aa', 'bb')
