SELECT site_id, count(), countIf(arrayExists(t -> t >= started_at AND t < started_at + INTERVAL 30 DAY, later)) / count()
FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb')) AS v
LEFT JOIN (SELECT site_id, user_id, groupArray(started_at) AS later FROM fixture.visits WHERE bounced GROUP BY site_id, user_id) AS b USING (site_id, user_id)
WHERE source = 'paid'
GROUP BY site_id
ORDER BY site_id
