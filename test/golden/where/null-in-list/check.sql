SELECT count(*) FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND (country = 'DE' OR country IS NULL)
