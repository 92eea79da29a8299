SELECT toDayOfWeek(born) AS w, toYear(born) AS y, count(*) FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY w, y ORDER BY y, w
