SELECT site_id, 1 FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa','bb','dd')) GROUP BY site_id HAVING count() >= 4 AND countIf(bounced) / count() > 0.3
