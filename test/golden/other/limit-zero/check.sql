SELECT NULL, count(), uniqExact(user_id), 'OTHER' FROM fixture.visits WHERE site_id IN ('aa', 'bb')
