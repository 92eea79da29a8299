SELECT country, NULL FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY country HAVING count(tax) = 0 ORDER BY isNull(country), country
