-- rows
SELECT d.city, d.state, count(*), sum(f.distance)
FROM flights.flights AS f
JOIN flights.airports AS d ON f.destination = d.iata
WHERE lower(d.city) LIKE '%san%'
GROUP BY d.city, d.state
ORDER BY count(*) DESC, d.city, d.state
LIMIT 10

-- cities
SELECT count(*)
FROM (
    SELECT DISTINCT d.city
    FROM flights.flights AS f
    JOIN flights.airports AS d ON f.destination = d.iata
    WHERE lower(d.city) LIKE '%san%'
)
