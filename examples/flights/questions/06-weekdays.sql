-- rows
SELECT toDayOfWeek(date) AS day, count(*), sum(if(delay > 15, 1, 0)) / count(*)
FROM flights.flights
GROUP BY day
ORDER BY count(*) DESC, day
