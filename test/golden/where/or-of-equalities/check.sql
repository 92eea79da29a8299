SELECT count(), 0, 0, count() FROM fixture.visits WHERE site_id IN ('aa', 'bb')
