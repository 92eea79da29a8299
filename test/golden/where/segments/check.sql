SELECT count(*) FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND country IS NOT NULL AND source = 'paid' AND (pages > 5 OR bytes > 1000)
