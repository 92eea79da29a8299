SELECT user_id, count(*) AS n, sum(bounced) / count(*) AS b FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY user_id HAVING b > 0.4 OR sum(revenue) >= 30 ORDER BY n DESC, user_id
