-- rows
SELECT
    a.origin, a.n, l.n AS long, l.mean, m.n
FROM (SELECT origin, count(*) AS n FROM flights.flights GROUP BY origin) AS a
LEFT JOIN (
    SELECT origin, count(*) AS n, avg(delay) AS mean FROM flights.flights WHERE distance >= 1500 GROUP BY origin
) AS l ON a.origin = l.origin
LEFT JOIN (SELECT origin, count(*) AS n FROM flights.flights WHERE date < '2001-04-01' GROUP BY origin) AS m ON a.origin = m.origin
ORDER BY coalesce(long, 0) DESC, a.origin
LIMIT 10
