SELECT s, nullIf(sum(p), -1), if(sum(pg) = 0 AND s != 'aa', NULL, sum(pg)), sum(t) FROM (
  SELECT site_id AS s, source = 'paid' AND country IN ('DE', '') AS p, if(site_id = 'aa', pages, 0) AS pg, 0 AS t FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb')) WHERE started_at >= '2024-03-01' AND started_at < '2024-03-05'
  UNION ALL SELECT site_id, 0, 0, n FROM (SELECT site_id, toDate(started_at, 'UTC') AS date, count() AS n FROM fixture.visits WHERE source != 'a\nb' AND site_id IN ('aa', 'bb') GROUP BY site_id, date) WHERE date >= '2024-03-01' AND date < '2024-03-05'
) GROUP BY s ORDER BY sum(t) DESC, s
