SELECT
  lastPages,
  meanPages,
  lastDayPages
FROM (
  SELECT
    any(lastPages) AS lastPages,
    any(meanPages) AS meanPages,
    any(lastDayPages) AS lastDayPages
  FROM (
    SELECT
      sumOrNull(picked * if(picked_ IN {p1:Array(String)}, 10, 1)) AS lastPages,
      NULL AS meanPages,
      NULL AS lastDayPages
    FROM (
      SELECT
        picked,
        picked_,
        picked__,
        picked___,
        picked____,
        row_number() OVER (PARTITION BY picked____ ORDER BY picked___ DESC, picked__ DESC) AS place
      FROM (
        SELECT
          pages AS picked,
          site_id AS picked_,
          visit_id AS picked__,
          started_at AS picked___,
          site_id AS picked____
        FROM fixture.visits
        WHERE site_id IN {p2:Array(String)}
      )
    )
    WHERE place = 1
    UNION ALL
    SELECT
      NULL AS lastPages,
      avgOrNull(toInt128(value)) AS meanPages,
      NULL AS lastDayPages
    FROM (
      SELECT
        day,
        sum(pages * if(site_id IN {p1:Array(String)}, 10, 1)) AS value
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
      GROUP BY day
    )
    UNION ALL
    SELECT
      NULL AS lastPages,
      NULL AS meanPages,
      sumOrNull(picked_____ * if(picked______ IN {p1:Array(String)}, 10, 1)) AS lastDayPages
    FROM (
      SELECT
        picked_____,
        picked______,
        picked_______,
        picked________,
        rank() OVER (ORDER BY picked________ DESC) AS place_
      FROM (
        SELECT
          pages AS picked_____,
          site_id AS picked______,
          visit_id AS picked_______,
          day AS picked________
        FROM fixture.visits
        WHERE site_id IN {p2:Array(String)}
      )
    )
    WHERE place_ = 1
  )
)
