SELECT sumIf(revenue, source = 'paid' AND (ifNull(country, '') = 'DE' OR pages >= 2)), countIf(bounced AND (country IS NULL OR site_id = 'bb')) FROM fixture.visits WHERE site_id IN ('aa', 'bb')
