SELECT
  id_ AS id,
  `visits.visits`,
  earned
FROM (
  SELECT
    id_,
    earned,
    ifNull(any(`visits.visits`), 0) AS `visits.visits`
  FROM (
    SELECT
      id AS id_,
      `@sites:earned` AS earned,
      NULL AS `visits.visits`
    FROM fixture.sites FINAL
    LEFT ANY JOIN (
      SELECT
        site_id AS `@visitsKey`,
        sum(revenue) AS `@sites:earned`
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
        AND NOT bounced
      GROUP BY `@visitsKey`
    ) AS `@visits` ON id = `@visitsKey`
    WHERE id IN {p1:Array(String)}
      AND id IN (
        SELECT
          site_id
        FROM fixture.visits
        WHERE site_id IN {p1:Array(String)}
          AND NOT bounced
          AND pages < {p2:Int64}
      )
    GROUP BY id_, earned
    UNION ALL
    SELECT
      visits_of_id AS id_,
      visits_of_earned AS earned,
      sum(visits) AS `visits.visits`
    FROM (
      SELECT
        site_id AS visits_of_key,
        count() AS visits
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
        AND NOT bounced
      GROUP BY visits_of_key
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        id AS visits_of_key,
        id AS visits_of_id,
        `@sites:earned` AS visits_of_earned,
        true AS visits_of_condition,
        ifNull(id IN (
          SELECT
            site_id
          FROM fixture.visits
          WHERE site_id IN {p1:Array(String)}
            AND NOT bounced
            AND pages < {p2:Int64}
        ), false) AS visits_of_visits
      FROM fixture.sites FINAL
      LEFT ANY JOIN (
        SELECT
          site_id AS `@visitsKey`,
          sum(revenue) AS `@sites:earned`
        FROM fixture.visits
        WHERE site_id IN {p1:Array(String)}
          AND NOT bounced
        GROUP BY `@visitsKey`
      ) AS `@visits` ON id = `@visitsKey`
      WHERE id IN {p1:Array(String)}
    ) AS visits_of USING (visits_of_key)
    WHERE visits_of_condition
      AND ifNull(visits_of_visits, false)
    GROUP BY id_, earned
  )
  GROUP BY id_, earned
)
ORDER BY id, earned
LIMIT {p3:UInt64}
