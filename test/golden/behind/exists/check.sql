SELECT site_id, 1 FROM fixture.visits WHERE site_id IN ('aa', 'bb', 'dd') AND country = 'AT' AND pages > 5 GROUP BY site_id
