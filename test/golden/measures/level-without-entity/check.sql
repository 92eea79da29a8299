SELECT toStartOfMonth(day) AS month, sum(pages)
FROM fixture.visits
WHERE site_id IN ('aa', 'bb')
  AND (toStartOfMonth(day), day) IN (SELECT toStartOfMonth(day) AS m, max(day) FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY m)
GROUP BY month
ORDER BY month
