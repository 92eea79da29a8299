SELECT 'dd', 1
