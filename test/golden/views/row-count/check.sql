SELECT uniqExact((ifNull(country, 'NULL'), device)) FROM fixture.visits WHERE site_id IN ('aa', 'bb')
