SELECT site_id, count(*), if(uniqExact(if(device = 'mobile', user_id, NULL)) < 2, NULL, sum(device = 'desktop'))
FROM fixture.visits WHERE site_id IN ('aa', 'bb', 'cc') GROUP BY site_id ORDER BY site_id
