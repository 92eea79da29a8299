SELECT step, name, entered, converted, 0, entered - converted, converted / entered, converted / entered, NULL, NULL
FROM (
  SELECT arrayJoin([1, 2]) AS step, ['any', 'organic'][step] AS name, uniqExact(v.user_id) AS entered,
    if(step = 1, entered, uniqExactIf(v.user_id, later.user_id != '')) AS converted
  FROM (SELECT user_id, started_at FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND NOT bounced) AS v
  LEFT JOIN (SELECT user_id, started_at FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND NOT bounced AND source = 'organic') AS later
    ON later.user_id = v.user_id AND later.started_at > v.started_at AND later.started_at < v.started_at + INTERVAL 5 DAY
  GROUP BY step
)
ORDER BY step
