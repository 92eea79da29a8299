SELECT
  month_ AS month,
  lastPages,
  meanPages
FROM (
  SELECT
    month_,
    any(lastPages) AS lastPages,
    any(meanPages) AS meanPages
  FROM (
    SELECT
      month_,
      sum(picked) AS lastPages,
      NULL AS meanPages
    FROM (
      SELECT
        month_,
        picked,
        picked_,
        picked__,
        picked___,
        row_number() OVER (PARTITION BY month_, picked___ ORDER BY picked__ DESC, picked_ DESC) AS place
      FROM (
        SELECT
          toStartOfMonth(started_at, {p1:String}) AS month_,
          pages AS picked,
          visit_id AS picked_,
          started_at AS picked__,
          site_id AS picked___
        FROM fixture.visits
        WHERE site_id IN {p2:Array(String)}
      )
    )
    WHERE place = 1
    GROUP BY month_
    UNION ALL
    SELECT
      month AS month_,
      NULL AS lastPages,
      avg(toInt128(value)) AS meanPages
    FROM (
      SELECT
        toStartOfMonth(started_at, {p1:String}) AS month,
        day,
        sum(pages) AS value
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
      GROUP BY month, day
    )
    GROUP BY month_
  )
  GROUP BY month_
)
ORDER BY month
LIMIT {p3:UInt64}
