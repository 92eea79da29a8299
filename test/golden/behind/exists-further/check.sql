SELECT site_id, count() FROM fixture.visits WHERE site_id = 'aa' GROUP BY site_id
