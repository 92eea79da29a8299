SELECT
  countIf(toDate(started_at, 'UTC') IN ('2024-03-02', '2024-03-03')),
  countIf(toDate(ended_at, 'UTC') IN ('2024-03-02', '2024-03-03')),
  countIf(toDate(ended_at, 'UTC') IN ('2024-02-29', '2024-03-01'))
FROM (SELECT * FROM fixture.visits WHERE site_id IN ('aa', 'bb'))
