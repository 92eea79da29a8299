SELECT 'EG', NULL, 1, 2 FROM system.one
