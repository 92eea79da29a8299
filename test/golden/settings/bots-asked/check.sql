SELECT count(), sum(pages) FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND bounced
