SELECT site_id, count(*), if(count(DISTINCT if(bounced, user_id, NULL)) < 2, NULL, countIf(bounced))
FROM fixture.visits WHERE site_id IN ('aa', 'bb', 'cc') GROUP BY site_id ORDER BY site_id
