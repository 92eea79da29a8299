SELECT addMonths(toDate('2023-01-01'), number) AS m, 0, NULL FROM numbers(3) ORDER BY m
