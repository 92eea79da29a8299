-- totals
SELECT sum(if(delay > 15, 1, 0)) / count(*), count(*)
FROM flights.flights
WHERE toYear(date) = 2001 AND toMonth(date) <= 6

-- months
SELECT toStartOfMonth(date), sum(if(delay > 15, 1, 0)) / count(*), count(*)
FROM flights.flights
WHERE toYear(date) = 2001 AND toMonth(date) <= 6
GROUP BY 1
ORDER BY 1
