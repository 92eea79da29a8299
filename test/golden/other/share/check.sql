SELECT nullIf(kept, ''), count(), uniqExact(user_id) / (SELECT uniqExact(user_id) FROM fixture.visits), if(kept = '', 'OTHER', 'VALUE')
FROM (SELECT user_id, multiIf(country = 'AU', 'AU', country = 'EG', 'EG', '') AS kept FROM fixture.visits) GROUP BY kept ORDER BY kept = '', kept
