SELECT visit_id, bytes, revenue, score, started_at, ended_at, token, bounced, born FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND started_at < '2024-03-04 23:00:00' ORDER BY visit_id
