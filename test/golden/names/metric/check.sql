SELECT sum(v), avg(v), min(v), max(v) FROM (SELECT if(site_id = 'aa', score, pages) AS v FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND NOT bounced)
