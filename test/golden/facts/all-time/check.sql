SELECT toDate('2024-03-01'), count() FROM fixture.visits WHERE site_id IN ('aa', 'bb')
