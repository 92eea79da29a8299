SELECT countIf(score > 2.49), sum(bounced), 1, countIf(toInt8(device) = 2), count(*) FROM fixture.visits WHERE site_id IN ('aa', 'bb')
