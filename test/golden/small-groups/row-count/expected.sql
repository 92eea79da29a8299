SELECT
  count() AS rowCount
FROM (
  SELECT
    day
  FROM (
    SELECT
      day
    FROM (
      SELECT
        day,
        entities,
        size,
        (length(entities) BETWEEN 1 AND 1) OR (length(entities) >= 2 AND dense_rank() OVER (PARTITION BY length(entities) < 2 ORDER BY size, day) = 1 AND (length(groupUniqArrayArray(2)(if(length(entities) < 2, entities, [])) OVER ()) BETWEEN 1 AND 1)) AS withheld
      FROM (
        SELECT
          day,
          groupUniqArray(2)(ifNull(sipHash64(user_id), 0)) AS entities,
          count() AS size
        FROM fixture.visits
        WHERE site_id IN {p1:Array(String)}
        GROUP BY day
      )
    )
    WHERE length(entities) >= 2
  )
)
