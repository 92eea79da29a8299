SELECT countIf(isNull(country)), countIf(isNotNull(country)) FROM fixture.visits WHERE site_id IN ('aa', 'bb')
