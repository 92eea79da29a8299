SELECT day, if(day = '2024-03-05', NULL, toUInt8(day = '2024-03-03')), toUInt8(day = '2024-03-03') FROM (SELECT toDate('2024-03-03') + number AS day FROM numbers(3)) ORDER BY day
