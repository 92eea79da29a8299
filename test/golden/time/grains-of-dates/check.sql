SELECT born, born - (toDayOfWeek(born) - 1) AS w, makeDate32(toYear(born), 1, 1) AS y, count(*) FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY born ORDER BY born
