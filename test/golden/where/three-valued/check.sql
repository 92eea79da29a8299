SELECT countIf(country IS NOT NULL AND country <> 'DE' AND pages <= 5), countIf((country IS NOT NULL AND country <> 'DE') OR pages < 1) FROM fixture.visits WHERE site_id IN ('aa', 'bb')
