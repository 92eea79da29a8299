WITH seen AS (SELECT *, ifNull(country, '~') AS c, toDate(started_at, 'UTC') AS at FROM fixture.visits WHERE started_at >= '2024-03-02 00:00:00' AND started_at < '2024-03-05 00:00:00'),
  top AS (SELECT c FROM seen GROUP BY c ORDER BY count() DESC, c LIMIT 2),
  marked AS (SELECT *, if(c IN (SELECT c FROM top), c, 'OTHER') AS g FROM seen),
  cells AS (SELECT g, d FROM (SELECT DISTINCT g FROM marked) AS a, (SELECT toDate('2024-03-02') + number AS d FROM numbers(3)) AS b)
SELECT nullIf(g, 'OTHER'), if(g = 'OTHER', 'OTHER', 'VALUE'), d, countIf(at = d), uniqExactIf(user_id, at = d), countIf(at = d) / count()
FROM cells JOIN marked USING (g) GROUP BY g, d
