SELECT site_id, (toFloat64(prices[2]) + toFloat64(prices[3])) / 2, prices[3]
FROM (SELECT site_id, arraySort(groupArray(revenue)) AS prices FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY site_id HAVING throwIf(length(prices) != 4) = 0)
ORDER BY site_id
