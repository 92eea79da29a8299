WITH own AS (SELECT DISTINCT user_id, toDate(started_at, 'UTC') AS date FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND started_at < '2024-03-06 00:00:00')
SELECT date, sum(active), sum(new), sum(returning), sum(resurrected), if(date < '2024-03-05', sum(dormant), NULL)
FROM (
  SELECT a.date AS date, a.user_id AS user_id, 1 AS active, countIf(b.date < a.date) = 0 AS new, countIf(b.date = a.date - 1) > 0 AS returning, NOT new AND NOT returning AS resurrected, 0 AS dormant
  FROM own AS a JOIN own AS b ON a.user_id = b.user_id GROUP BY a.date, a.user_id
  UNION ALL
  SELECT last + 1, user_id, 0, 0, 0, 0, 1 FROM (SELECT user_id, date AS last FROM own) WHERE (user_id, last + 1) NOT IN (SELECT user_id, date FROM own)
)
WHERE date BETWEEN '2024-03-02' AND '2024-03-05'
GROUP BY date
ORDER BY date
