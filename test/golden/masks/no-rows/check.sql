SELECT 'hidden', 1 WHERE 0
