-- trend
SELECT d.day, count(f.date), sum(if(f.delay > 15, 1, 0)), sum(if(f.delay > 15, 1, 0)) / nullIf(count(f.date), 0)
FROM (SELECT toDate('2001-02-01') + number AS day FROM numbers(28)) AS d
LEFT JOIN flights.flights AS f ON d.day = toDate(f.date)
GROUP BY d.day
ORDER BY d.day
