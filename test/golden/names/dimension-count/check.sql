SELECT count() FROM (SELECT DISTINCT country, multiIf(site_id = 'aa', nullIf(toString(source), ''), site_id = 'bb', toString(device), NULL) FROM fixture.visits WHERE site_id IN ('aa', 'bb'))
