SELECT if(shown, name, NULL), count(), uniqExact(user_id), uniqExact(score), quantilesExact(0.25, 0.75)(pages), sum(toDecimal256(tax, 4)), if(shown, 'VALUE', 'OTHER')
FROM (SELECT v.*, s.name AS name, s.name IS NULL AS shown FROM fixture.visits AS v LEFT JOIN (SELECT * FROM fixture.sites FINAL) AS s ON s.id = v.site_id)
GROUP BY if(shown, name, NULL), shown ORDER BY shown DESC
