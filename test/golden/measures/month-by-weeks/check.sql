SELECT toMonday(day) AS week, sum(n), max(so_far)
FROM (
  SELECT day, n, if(days > 0, so_far, NULL) AS so_far
  FROM (
    SELECT day, sum(c) AS n, sum(sum(p)) OVER (ORDER BY day) AS so_far, sum(sum(c)) OVER (ORDER BY day) AS days
    FROM (
      SELECT subtractMonths(toDate(started_at, 'UTC'), 1) AS day, count() AS c, sum(pages) AS p FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY ALL
      UNION ALL SELECT toDate('2024-01-25') + number, 0, 0 FROM numbers(39)
    )
    WHERE day >= '2024-01-25' AND day < '2024-03-04'
    GROUP BY day
  )
)
GROUP BY week
HAVING max(so_far) IS NOT NULL
ORDER BY week
