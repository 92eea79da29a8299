SELECT 'North', 2
