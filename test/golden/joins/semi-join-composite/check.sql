SELECT count(*) FROM fixture.visits WHERE visit_id = 1
