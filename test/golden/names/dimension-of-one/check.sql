SELECT if(site_id = 'aa', nullIf(toString(source), ''), NULL) AS plan, site_id, count() FROM fixture.visits WHERE site_id IN ('aa', 'cc') GROUP BY plan, site_id
