SELECT (SELECT count() FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND NOT bounced), (SELECT count() FROM fixture.sites FINAL WHERE id IN ('aa', 'bb'))
