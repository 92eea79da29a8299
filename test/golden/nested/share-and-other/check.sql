SELECT country, if(device = 'mobile', NULL, toString(device)), count() AS c, c / (SELECT count() FROM fixture.visits), c / sum(count()) OVER (PARTITION BY country), if(device = 'mobile', 'OTHER', 'VALUE')
FROM fixture.visits WHERE country IN ('AU', 'DE') GROUP BY country, device
