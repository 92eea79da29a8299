SELECT multiIf(visit_id IN (1, 2, 5), 0, visit_id IN (3, 4, 6), 1, NULL) AS pair, count() FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY pair ORDER BY pair
