SELECT count(*) FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND started_at >= '2024-03-01 00:00:00' AND started_at < '2024-03-05 00:00:00'
