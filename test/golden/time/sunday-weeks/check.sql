SELECT subtractDays(toDate(opened_at), toDayOfWeek(toDate(opened_at)) % 7) AS w, count(*) FROM fixture.sites FINAL WHERE id IN ('aa', 'bb') GROUP BY w ORDER BY w
