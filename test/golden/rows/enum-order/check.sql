SELECT toString(device), count() FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY toString(device) ORDER BY toString(device) DESC
