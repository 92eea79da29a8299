SELECT day, count(*) FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND day BETWEEN '2024-03-01' AND '2024-03-02' GROUP BY day ORDER BY day
