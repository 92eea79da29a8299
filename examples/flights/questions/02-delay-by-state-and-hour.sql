-- rows
-- The 95th percentile by hand: the delays in order, and the one that 95 % of them come before.
SELECT
    toHour(f.date, 'UTC') AS hour,
    a.state AS state,
    count(*),
    sum(f.delay) / count(f.delay) AS mean,
    arraySort(groupArray(f.delay))[toUInt32(floor(0.95 * count(f.delay))) + 1]
FROM flights.flights AS f
LEFT JOIN flights.airports AS a ON f.origin = a.iata
GROUP BY hour, state
ORDER BY hour, mean DESC, state
