SELECT count(*), sum(pages) FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND started_at >= '2024-03-02 00:00:00' AND started_at < '2024-03-05 12:00:00'
