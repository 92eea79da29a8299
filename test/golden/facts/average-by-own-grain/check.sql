SELECT toDate('2024-02-01'), avg(pages_of_two_days / visits_of_two_days)
FROM (
  SELECT arrayJoin([toDate(started_at, 'UTC'), toDate(started_at, 'UTC') + 1]) AS at, sum(pages) AS pages_of_two_days, count() AS visits_of_two_days
  FROM fixture.visits WHERE site_id IN ('aa', 'bb')
  GROUP BY at
)
WHERE at BETWEEN '2024-03-01' AND '2024-03-04'
