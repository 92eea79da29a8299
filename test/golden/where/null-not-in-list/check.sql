SELECT countIf(country <> 'DE'), countIf(country <> 'DE'), countIf(country <> 'DE') FROM fixture.visits WHERE site_id IN ('aa', 'bb')
