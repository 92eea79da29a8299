SELECT nullIf(kept, ''), count(), uniqExact(user_id), sum(bounced) / count(), quantileExact(0.5)(score), sum(revenue), if(kept = '', 'OTHER', 'VALUE')
FROM (SELECT *, multiIf(country = 'AU', 'AU', country = 'DE', 'DE', '') AS kept FROM fixture.visits) GROUP BY kept ORDER BY kept = '', count() DESC
