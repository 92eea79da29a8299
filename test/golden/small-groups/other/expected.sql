WITH `#rows 0` AS (
  SELECT
    day AS group1
  FROM (
    SELECT
      day
    FROM (
      SELECT
        day,
        if(withheld, NULL, visits) AS visits
      FROM (
        SELECT
          day,
          entities,
          size,
          visits,
          (length(entities) BETWEEN 1 AND 1) OR (length(entities) >= 2 AND dense_rank() OVER (PARTITION BY length(entities) < 2 ORDER BY size, day) = 1 AND (length(groupUniqArrayArray(2)(if(length(entities) < 2, entities, [])) OVER ()) BETWEEN 1 AND 1)) AS withheld
        FROM (
          SELECT
            day,
            groupUniqArray(2)(ifNull(sipHash64(user_id), 0)) AS entities,
            count() AS size,
            count() AS visits
          FROM fixture.visits
          WHERE site_id IN {p1:Array(String)}
          GROUP BY day
        )
      )
      WHERE length(entities) >= 2
    )
    ORDER BY visits DESC, day
    LIMIT {p2:UInt64}
  )
)
SELECT
  day_ AS day,
  visits,
  `#kind`
FROM (
  SELECT
    day_,
    `#kind`,
    if(withheld__, NULL, visits) AS visits
  FROM (
    SELECT
      day_,
      `#kind`,
      visits,
      entities,
      size,
      withheld_ OR (length(entities) >= 2 AND dense_rank() OVER (PARTITION BY `#kind`, withheld_ OR length(entities) < 2 ORDER BY size, day_, `#kind`) = 1 AND (length(groupUniqArrayArray(2)(if(withheld_, entities, [])) OVER (PARTITION BY `#kind`)) BETWEEN 1 AND 1)) AS withheld__
    FROM (
      SELECT
        day_,
        `#kind`,
        visits,
        entities,
        size,
        (length(line) BETWEEN 1 AND 1) OR (length(line) >= 2 AND dense_rank() OVER (PARTITION BY length(line) < 2 ORDER BY line_size, day_) = 1 AND (length(groupUniqArrayArray(2)(if(length(line) < 2, line, [])) OVER ()) BETWEEN 1 AND 1)) AS withheld,
        (length(entities) BETWEEN 1 AND 1) OR (length(entities) >= 2 AND dense_rank() OVER (PARTITION BY day_, length(entities) < 2 ORDER BY size, `#kind`) = 1 AND (length(groupUniqArrayArray(2)(if(length(entities) < 2, entities, [])) OVER (PARTITION BY day_)) BETWEEN if(withheld, 0, 1) AND 1)) AS withheld_
      FROM (
        SELECT
          day_,
          `#kind`,
          visits,
          entities,
          size,
          groupUniqArrayArray(2)(entities) OVER (PARTITION BY day_) AS line,
          sum(size) OVER (PARTITION BY day_) AS line_size
        FROM (
          SELECT
            if(day IN (SELECT group1 FROM `#rows 0`), day, NULL) AS day_,
            if(day IN (SELECT group1 FROM `#rows 0`), 'VALUE', 'OTHER') AS `#kind`,
            count() AS visits,
            groupUniqArray(2)(ifNull(sipHash64(user_id), 0)) AS entities,
            count() AS size
          FROM fixture.visits
          WHERE site_id IN {p1:Array(String)}
          GROUP BY day_, `#kind`
        )
      )
    )
  )
  WHERE length(entities) >= 2
)
ORDER BY `#kind` DESC, visits DESC, day
