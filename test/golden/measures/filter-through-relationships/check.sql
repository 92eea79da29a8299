SELECT site_id, countIf(site_id IN (SELECT id FROM fixture.sites FINAL WHERE region_id IN (SELECT id FROM fixture.regions WHERE label = 'North')))
FROM fixture.visits
WHERE site_id IN ('aa', 'bb')
GROUP BY site_id
ORDER BY site_id
