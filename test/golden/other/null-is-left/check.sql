SELECT nullIf(kept, '-'), count(), sum(revenue), if(kept = '-', 'OTHER', 'VALUE')
FROM (SELECT revenue, if(ifNull(country, '-') IN ('ZZ', 'DE', ''), assumeNotNull(country), '-') AS kept FROM fixture.visits) GROUP BY kept ORDER BY kept = '-', sum(revenue) DESC
