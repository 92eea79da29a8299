SELECT visit_id, if(visit_id = 3, '', NULL) FROM fixture.visits WHERE site_id = 'aa' ORDER BY visit_id
