SELECT m, sumIf(p, at < addMonths(m, 1)), sumIf(1, at < addMonths(m, 1)), sumIf(1, ended < addMonths(m, 1))
FROM (SELECT arrayJoin([toDate('2024-02-01'), toDate('2024-03-01'), toDate('2024-04-01'), toDate('2024-05-01')]) AS m) AS months
CROSS JOIN (SELECT pages AS p, toDate(started_at, 'UTC') AS at, toDate(ended_at, 'UTC') AS ended FROM fixture.visits WHERE site_id IN ('aa', 'bb')) AS rows
GROUP BY m
ORDER BY m
