-- rows
SELECT a.name, a.city, a.state, count(*) AS n, sum(if(f.delay > 15, 1, 0)) / count(*) AS share
FROM flights.flights AS f
LEFT JOIN flights.airports AS a ON f.origin = a.iata
GROUP BY a.name, a.city, a.state
HAVING n >= 5000
ORDER BY share DESC, a.name, a.city, a.state
LIMIT 10

-- airports
SELECT count(*) FROM (SELECT DISTINCT origin FROM flights.flights)
