SELECT count(*) FROM (SELECT day FROM fixture.visits WHERE site_id IN ('aa', 'bb', 'cc') GROUP BY day HAVING count(DISTINCT user_id) > 1)
