SELECT country, device, count() FROM fixture.visits WHERE country = 'DE' GROUP BY country, device
