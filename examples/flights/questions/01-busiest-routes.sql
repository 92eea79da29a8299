-- routes
SELECT origin, destination, count(*), avg(delay)
FROM flights.flights
GROUP BY origin, destination
ORDER BY count(*) DESC, origin, destination
LIMIT 10
