SELECT toStartOfYear(toDate(ended_at)) AS y, toDate(toTimeZone(ended_at + 1800, 'Europe/Berlin')) AS d, count() FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY y, d ORDER BY y, d
