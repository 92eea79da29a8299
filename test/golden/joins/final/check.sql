SELECT * FROM VALUES('n String, l Nullable(String), c UInt8', ('', NULL, 1), ('Alpha', 'North', 1)) ORDER BY n
