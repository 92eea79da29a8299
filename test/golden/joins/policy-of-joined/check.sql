SELECT if(owner_id = 1, 'North', NULL) AS l, count(*) AS n FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY l ORDER BY n DESC, isNull(l)
