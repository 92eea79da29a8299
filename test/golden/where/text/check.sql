SELECT 1, 1, sum(source IN ('organic', 'Organic')), sum(source IN ('organic', 'paid')), 0 FROM fixture.visits WHERE site_id IN ('aa', 'bb')
