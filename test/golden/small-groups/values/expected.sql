SELECT
  value
FROM (
  SELECT
    value
  FROM (
    SELECT
      value,
      entities,
      size,
      (length(entities) BETWEEN 1 AND 1) OR (length(entities) >= 2 AND dense_rank() OVER (PARTITION BY length(entities) < 2 ORDER BY size, value) = 1 AND (length(groupUniqArrayArray(2)(if(length(entities) < 2, entities, [])) OVER ()) BETWEEN 1 AND 1)) AS withheld
    FROM (
      SELECT
        day AS value,
        groupUniqArray(2)(ifNull(sipHash64(user_id), 0)) AS entities,
        count() AS size
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
      GROUP BY value
    )
  )
  WHERE length(entities) >= 2
)
ORDER BY value
LIMIT {p2:UInt64}
