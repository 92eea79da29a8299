SELECT DISTINCT country FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND NOT bounced AND country IS NOT NULL
