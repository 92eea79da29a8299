SELECT country, device, count() AS c, c / (SELECT count() FROM fixture.visits), c / sum(count()) OVER (PARTITION BY country), rank() OVER (PARTITION BY country ORDER BY count() DESC)
FROM fixture.visits WHERE country IN ('AU', 'DE') GROUP BY country, device
