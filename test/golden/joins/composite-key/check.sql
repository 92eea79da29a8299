SELECT multiIf(visit_id = 1, 'good', visit_id = 3, '', visit_id = 5, 'Bad', NULL) AS b, count(*) AS n FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY b ORDER BY n DESC, b
