SELECT bounced, count() FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY bounced ORDER BY bounced
