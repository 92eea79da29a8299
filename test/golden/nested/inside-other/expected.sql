WITH `#rows 0` AS (
  SELECT
    country AS group1
  FROM (
    SELECT
      country
    FROM fixture.visits
    WHERE started_at >= {p1:DateTime64(3, 'UTC')}
      AND started_at < {p2:DateTime64(3, 'UTC')}
    GROUP BY country
    ORDER BY count() DESC, country
    LIMIT {p3:UInt64}
  )
)
SELECT
  `../country`,
  `../#kind`,
  day,
  visits,
  visitors,
  share
FROM (
  SELECT
    `../country`,
    `../#kind`,
    day,
    visits,
    visitors,
    visits / nullIf(visits_, 0) AS share
  FROM (
    SELECT
      `../country`,
      `../#kind`,
      day,
      visits,
      visitors,
      ifNull(visits_, 0) AS visits_
    FROM (
      SELECT
        `../country`,
        `../#kind`,
        day,
        visits,
        visitors,
        any(visits_) OVER (PARTITION BY `../country`, `../#kind`) AS visits_
      FROM (
        SELECT
          `../country`,
          `../#kind`,
          cell.1 AS day,
          cell.2 AS visits,
          cell.3 AS visitors,
          cell.4 AS visits_
        FROM (
          SELECT
            `../country`,
            `../#kind`,
            groupArray((day, ifNull(visits, 0), ifNull(visitors, 0), visits_)) AS cells
          FROM (
            SELECT
              `../country`,
              `../#kind`,
              day,
              visits AS visits,
              visitors AS visitors,
              ifNull(visits_, 0) AS visits_
            FROM (
              SELECT
                `../country`,
                `../#kind`,
                day,
                visits,
                visitors,
                any(visits_) OVER (PARTITION BY `../country`, `../#kind`) AS visits_,
                level
              FROM (
                SELECT
                  `../country`,
                  `../#kind`,
                  day,
                  ifNull(any(visits), 0) AS visits,
                  ifNull(any(visitors), 0) AS visitors,
                  any(visits_) AS visits_,
                  level
                FROM (
                  SELECT
                    if([country] IN (SELECT [group1] FROM `#rows 0`), country, NULL) AS `../country`,
                    if([country] IN (SELECT [group1] FROM `#rows 0`), 'VALUE', 'OTHER') AS `../#kind`,
                    toDate(started_at, {p4:String}) AS day,
                    count() AS visits,
                    uniq(user_id) AS visitors,
                    NULL AS visits_,
                    0 AS level
                  FROM fixture.visits
                  WHERE started_at >= {p1:DateTime64(3, 'UTC')}
                    AND started_at < {p2:DateTime64(3, 'UTC')}
                  GROUP BY `../country`, `../#kind`, day
                  UNION ALL
                  SELECT
                    if([country] IN (SELECT [group1] FROM `#rows 0`), country, NULL) AS `../country`,
                    if([country] IN (SELECT [group1] FROM `#rows 0`), 'VALUE', 'OTHER') AS `../#kind`,
                    NULL AS day,
                    NULL AS visits,
                    NULL AS visitors,
                    count() AS visits_,
                    1 AS level
                  FROM fixture.visits
                  WHERE started_at >= {p1:DateTime64(3, 'UTC')}
                    AND started_at < {p2:DateTime64(3, 'UTC')}
                  GROUP BY `../country`, `../#kind`
                )
                GROUP BY `../country`, `../#kind`, day, level
              )
            )
            WHERE level = 0
          )
          GROUP BY `../country`, `../#kind`
        )
        ARRAY JOIN arrayFilter((cell, times) -> times = 1, arrayConcat(cells, arrayMap(start -> (start, 0, 0, NULL), {p5:Array(Date32)})), arrayEnumerateUniq(arrayConcat(cells.1, {p5:Array(Date32)}))) AS cell
      )
    )
  )
)
ORDER BY day
LIMIT {p6:UInt64} BY `../country`, `../#kind`
