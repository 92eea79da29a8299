SELECT site_id, count() FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND toYYYYMM(started_at) = 202403 GROUP BY site_id ORDER BY site_id
