SELECT if(n > 2, NULL, s), if(n > 2, NULL, toString(d)), sum(c), toFloat64(sum(r)) / sum(c), if(n > 2, 'OTHER', 'VALUE')
FROM (SELECT site_id AS s, device AS d, count() AS c, sum(revenue) AS r, row_number() OVER (ORDER BY count() DESC, site_id, toString(device)) AS n FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY s, d)
GROUP BY if(n > 2, NULL, s), if(n > 2, NULL, toString(d)), n > 2 ORDER BY n > 2, sum(c) DESC, 1, 2
