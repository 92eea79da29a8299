SELECT device, count() AS c, 'VALUE' FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY device ORDER BY c DESC, toString(device)
