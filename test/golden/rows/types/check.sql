SELECT visit_id, token, bounced, born, revenue, score, device, ended_at, started_at FROM fixture.visits WHERE visit_id IN (1, 2, 5) ORDER BY started_at
