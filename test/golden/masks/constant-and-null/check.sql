SELECT 'hidden', NULL, count() FROM fixture.visits WHERE site_id IN ('aa', 'bb')
