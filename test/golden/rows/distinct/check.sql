SELECT DISTINCT country, toString(device) AS device FROM fixture.visits WHERE site_id IN ('aa', 'bb') ORDER BY country, toInt8(fixture.visits.device)
