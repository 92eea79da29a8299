WITH
  own AS (SELECT user_id, toDate(started_at, 'UTC') AS date FROM fixture.visits WHERE site_id IN ('aa', 'bb')),
  cohorts AS (SELECT user_id, min(date) AS cohort FROM own GROUP BY user_id HAVING cohort BETWEEN '2024-03-01' AND '2024-03-03')
SELECT cohort, any(members) AS size, period, if(cohort + period < '2024-03-05', uniqExactIf(user_id, date = cohort + period), NULL) AS retained, retained / size
FROM (SELECT user_id, cohort, date, uniqExact(user_id) OVER (PARTITION BY cohort) AS members, arrayJoin([0, 1, 2, 3]) AS period FROM cohorts JOIN own USING (user_id))
GROUP BY cohort, period
ORDER BY cohort, period
