SELECT DISTINCT country FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND isNotNull(country) ORDER BY country LIMIT 3
