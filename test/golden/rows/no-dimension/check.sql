SELECT count(*), count(DISTINCT user_id) FROM fixture.visits WHERE site_id IN ('aa', 'bb')
