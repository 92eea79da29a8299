SELECT site_id, sum(pages) AS p FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY site_id ORDER BY p DESC
