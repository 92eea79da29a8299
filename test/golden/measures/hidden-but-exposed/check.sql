SELECT site_id, uniqExact(user_id) AS n FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY site_id ORDER BY n DESC, site_id
