SELECT name, step, ['paid', 'north'][step], entered, if(step = 1, entered, converted), 0, if(step = 1, 0, entered - converted),
  if(step = 1, 1, converted / entered), if(step = 1, 1, converted / entered), if(step = 1, NULL, seconds), if(step = 1, NULL, seconds)
FROM (
  SELECT name, count() AS entered, countIf(followed IS NOT NULL) AS converted, avg(dateDiff('millisecond', began, followed) / 1000) AS seconds
  FROM (
    -- The first paid visit that another visit of Alpha follows within a month, else the first paid visit.
    SELECT user_id, argMax((site_id, started_at, next), (next IS NOT NULL, -toUnixTimestamp64Milli(started_at))) AS chosen,
      chosen.1 AS site, chosen.2 AS began, chosen.3 AS followed
    FROM (
      SELECT a.user_id AS user_id, a.site_id AS site_id, a.started_at AS started_at, minIf(toNullable(b.started_at), b.site_id = 'aa' AND b.started_at > a.started_at AND b.started_at < addMonths(a.started_at, 1)) AS next
      FROM fixture.visits AS a LEFT JOIN fixture.visits AS b ON a.user_id = b.user_id AND b.site_id IN ('aa', 'bb')
      WHERE a.site_id IN ('aa', 'bb') AND a.source = 'paid'
      GROUP BY a.user_id, a.site_id, a.started_at
    )
    GROUP BY user_id
  ) AS attempts
  LEFT JOIN (SELECT id, name FROM fixture.sites FINAL WHERE id IN ('aa', 'bb')) AS sites ON sites.id = site
  GROUP BY name
)
ARRAY JOIN [1, 2] AS step
ORDER BY entered DESC, name, step
