SELECT toDate(started_at) AS day, count() FROM fixture.visits WHERE day IN ('2024-04-24', '2024-04-25', '2024-04-26') GROUP BY day ORDER BY day
