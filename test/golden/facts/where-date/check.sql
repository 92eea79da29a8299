SELECT s, nullIf(sum(v), 0), nullIf(sum(e), 0), nullIf(sum(t), 0) FROM (
  SELECT site_id AS s, 1 AS v, 0 AS e, 0 AS t FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb')) WHERE toDate(started_at, 'UTC') >= '2024-03-02'
  UNION ALL SELECT site_id, 0, 1, 0 FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb')) WHERE toDate(ended_at, 'UTC') >= '2024-03-02'
  UNION ALL SELECT site_id, 0, 0, n FROM (SELECT site_id, toDate(started_at, 'UTC') AS date, count() AS n FROM fixture.visits WHERE source != 'a\nb' AND site_id IN ('aa', 'bb') GROUP BY site_id, date) WHERE date >= '2024-03-02'
) GROUP BY s ORDER BY sum(v) DESC, s
