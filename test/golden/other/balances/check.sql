WITH named AS (SELECT *, ifNull(country, '~') AS c FROM fixture.visits),
  top AS (SELECT c FROM named GROUP BY c ORDER BY count() DESC, c LIMIT 2),
  marked AS (SELECT *, if(c IN (SELECT c FROM top), c, 'OTHER') AS g FROM named),
  counted AS (SELECT g, count() AS visits FROM marked GROUP BY g),
  last AS (SELECT g, sum(p) AS pages FROM (SELECT site_id, argMax(g, (started_at, visit_id)) AS g, argMax(pages, (started_at, visit_id)) AS p FROM marked GROUP BY site_id) GROUP BY g),
  perUser AS (SELECT g, avg(n) AS mean FROM (SELECT g, user_id, count() AS n FROM marked GROUP BY g, user_id) GROUP BY g),
  summed AS (SELECT c AS g, sum(pages) AS p FROM named GROUP BY c)
SELECT nullIf(g, 'OTHER'), visits, nullIf(last.pages, 0), mean, nullIf(if(g = 'OTHER', 0, arrayCount(x -> x > p, (SELECT groupArray(p) FROM summed)) + 1), 0), if(g = 'OTHER', 'OTHER', 'VALUE')
FROM counted LEFT JOIN last USING (g) JOIN perUser USING (g) LEFT JOIN summed USING (g)
