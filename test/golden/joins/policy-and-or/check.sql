SELECT NULL AS s, if(visit_id = 3, true, NULL) AS o, count(*) AS n FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY o ORDER BY n DESC
