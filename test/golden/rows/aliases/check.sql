SELECT count(*) AS n, n, country, country FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY country ORDER BY n DESC, country
