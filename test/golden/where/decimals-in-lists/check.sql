SELECT visit_id FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND revenue IN (10.10, 20.20) ORDER BY visit_id
