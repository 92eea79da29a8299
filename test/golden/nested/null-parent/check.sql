SELECT country, device, count() FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND (country IS NULL OR country = 'Äthiopien') GROUP BY country, device
