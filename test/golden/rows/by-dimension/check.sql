SELECT country, count(*) AS n, sum(pages) FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY country ORDER BY n DESC, country
