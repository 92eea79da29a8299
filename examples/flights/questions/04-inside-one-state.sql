-- totals
SELECT count(*), avg(f.delay)
FROM flights.flights AS f
JOIN flights.airports AS o ON f.origin = o.iata
JOIN flights.airports AS d ON f.destination = d.iata
WHERE o.state = 'CA' AND d.state = 'CA'

-- rows
SELECT f.origin, f.destination, count(*)
FROM flights.flights AS f
JOIN flights.airports AS o ON f.origin = o.iata
JOIN flights.airports AS d ON f.destination = d.iata
WHERE o.state = 'CA' AND d.state = 'CA'
GROUP BY f.origin, f.destination
ORDER BY count(*) DESC, f.origin, f.destination
LIMIT 10
