SELECT 1, countIf(toFloat64(revenue) > 0.0491 AND revenue < 20.21), 2 FROM fixture.visits WHERE site_id IN ('aa', 'bb')
