SELECT device, count() FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY device
