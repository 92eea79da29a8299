SELECT device, country, pages FROM fixture.visits WHERE site_id IN ('aa', 'bb') ORDER BY toString(device), country, pages LIMIT 4 OFFSET 2
