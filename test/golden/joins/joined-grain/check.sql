SELECT * FROM VALUES('y Date, w Date, n UInt8', ('2020-01-01', '2019-12-29', 4), ('2020-01-01', '2020-06-14', 4)) ORDER BY y, w
