SELECT count(*) FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND ((country = 'DE' AND device = 'mobile') OR (pages > 4 AND NOT bounced))
