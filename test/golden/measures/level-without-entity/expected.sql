SELECT
  month,
  lastDayPages
FROM (
  SELECT
    month,
    sum(picked) AS lastDayPages
  FROM (
    SELECT
      month,
      picked,
      picked_,
      picked__,
      rank() OVER (PARTITION BY month ORDER BY picked__ DESC) AS place
    FROM (
      SELECT
        toStartOfMonth(day) AS month,
        pages AS picked,
        visit_id AS picked_,
        day AS picked__
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
    )
  )
  WHERE place = 1
  GROUP BY month
)
ORDER BY lastDayPages DESC, month
LIMIT {p2:UInt64}
