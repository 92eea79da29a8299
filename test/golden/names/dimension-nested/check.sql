SELECT 'aa', 'paid', 2 UNION ALL SELECT 'bb', 'desktop', 3
