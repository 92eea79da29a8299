SELECT toDate('2024-03-01') + number AS d FROM numbers(3) ORDER BY d
