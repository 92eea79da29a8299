SELECT 'aa', count() * 10, count() * 10, sum(revenue) * 10 FROM fixture.visits WHERE site_id = 'aa'
