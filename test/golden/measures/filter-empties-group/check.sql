SELECT * FROM VALUES('a String, b Nullable(Decimal(9, 2)), c Nullable(Float64), d UInt8', ('aa', NULL, NULL, 0), ('bb', 3.00, 4.0, 2)) ORDER BY a
