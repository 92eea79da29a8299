SELECT nullIf(kept, ''), count(), uniqExact(user_id), if(kept = '', 'OTHER', 'VALUE')
FROM (SELECT user_id, multiIf(country = 'EG', 'EG', country = 'DE', 'DE', '') AS kept FROM fixture.visits) GROUP BY kept ORDER BY kept = '', count()
