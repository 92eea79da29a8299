SELECT country, avg(score) AS s FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY country ORDER BY isNull(s), s DESC, isNull(country), country
