SELECT if(n > 2, NULL, country), sum(c), if(any(n) > 2, NULL, any(r)), if(any(n) > 2, 'OTHER', 'VALUE')
FROM (SELECT country, count() AS c, rank() OVER (ORDER BY sum(revenue) DESC) AS r, row_number() OVER (ORDER BY count() DESC, country) AS n FROM fixture.visits GROUP BY country)
GROUP BY if(n > 2, NULL, country), n > 2 ORDER BY min(n)
