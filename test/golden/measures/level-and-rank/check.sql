SELECT site_id, country, sum(pages) AS p, count() / (SELECT count() FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb'))), rank() OVER (PARTITION BY site_id ORDER BY sum(pages) DESC)
FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb'))
GROUP BY site_id, country
ORDER BY site_id, p DESC, country
