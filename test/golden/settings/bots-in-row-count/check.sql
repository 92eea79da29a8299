SELECT uniqExact(user_id) FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND NOT bounced
