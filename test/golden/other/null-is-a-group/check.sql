SELECT NULL, countIf(country IS NULL), 'VALUE' FROM fixture.visits UNION ALL SELECT NULL, countIf(country IS NOT NULL), 'OTHER' FROM fixture.visits
