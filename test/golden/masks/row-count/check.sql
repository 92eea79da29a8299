SELECT uniqExact(toYear(born), device) FROM fixture.visits WHERE site_id IN ('aa', 'bb')
