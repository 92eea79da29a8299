SELECT visit_id FROM fixture.visits WHERE (site_id = 'aa' AND NOT bounced) OR site_id = 'bb' ORDER BY visit_id
