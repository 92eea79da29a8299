SELECT g.pair, g.country, countIf(v.visit_id > 0) FROM (
  SELECT DISTINCT toNullable(toInt16(intDiv(number, 2))) AS pair, country FROM numbers(7) AS n, (SELECT DISTINCT country FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND started_at >= '2024-02-28 00:00:00' AND started_at < '2024-03-08 00:00:00') AS x
  UNION ALL SELECT DISTINCT NULL, country FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND started_at >= '2024-02-28 00:00:00' AND started_at < '2024-03-01 00:00:00'
) AS g
LEFT JOIN (SELECT *, if(started_at >= '2024-03-01 00:00:00', toNullable(toInt16(intDiv(toDayOfMonth(started_at) - 1, 2))), NULL) AS pair FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND started_at >= '2024-02-28 00:00:00' AND started_at < '2024-03-08 00:00:00') AS v
  ON isNotDistinctFrom(v.pair, g.pair) AND isNotDistinctFrom(v.country, g.country)
GROUP BY g.pair, g.country ORDER BY isNull(g.pair), g.pair, isNull(g.country), g.country
