SELECT site_id, count() FROM fixture.visits WHERE site_id = 'cc' GROUP BY site_id
