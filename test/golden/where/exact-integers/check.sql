SELECT 1, 3, count(*), count(*), 1 FROM fixture.visits WHERE site_id IN ('aa', 'bb')
