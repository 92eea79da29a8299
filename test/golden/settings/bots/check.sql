SELECT country, count(), uniqExact(user_id), sum(revenue) FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND NOT bounced GROUP BY country ORDER BY country ASC NULLS LAST
