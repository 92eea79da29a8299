-- rows
SELECT o.state, d.state, count(*), sum(f.distance) / count(*)
FROM flights.flights AS f
LEFT JOIN flights.airports AS o ON f.origin = o.iata
LEFT JOIN flights.airports AS d ON f.destination = d.iata
GROUP BY o.state, d.state
ORDER BY count(*) DESC, o.state, d.state
LIMIT 20
