SELECT 'bb', count(*) FROM fixture.visits WHERE site_id = 'bb'
