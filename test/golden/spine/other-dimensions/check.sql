SELECT days.day, g.country, ifNull(g.german, 0), g.visits FROM (SELECT toDate('2024-03-01') + number AS day FROM numbers(6)) AS days
LEFT JOIN (SELECT toDate(started_at) AS day, country, toNullable(sum(if(country = 'DE', 1, 0))) AS german, toNullable(count()) AS visits
FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY day, country) AS g ON g.day = days.day ORDER BY days.day, isNull(g.country), g.country
