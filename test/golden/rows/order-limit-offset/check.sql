SELECT user_id, count(*) FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY user_id ORDER BY sum(revenue) DESC, user_id LIMIT 1, 2
