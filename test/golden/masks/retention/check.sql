SELECT toDate('2024-03-01'), 'des', 1, number, 1, 1 FROM numbers(2)
