SELECT toNullable(toDate('2024-04-07')), (SELECT count(*) FROM fixture.visits WHERE site_id IN ('aa', 'bb', 'cc') AND day = '2024-04-07'), 'VALUE'
UNION ALL
SELECT NULL, (SELECT count(*) FROM fixture.visits WHERE site_id IN ('aa', 'bb', 'cc') AND day != '2024-04-07'), 'OTHER'
