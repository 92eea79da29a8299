SELECT
  id_ AS id,
  `visits.visits`,
  visitCount,
  earned
FROM (
  SELECT
    id_,
    visitCount,
    earned,
    ifNull(any(`visits.visits`), 0) AS `visits.visits`
  FROM (
    WITH ifNull(`@sites:visitCount?`, 0) AS `@sites:visitCount`
    SELECT
      id AS id_,
      `@sites:visitCount` AS visitCount,
      `@sites:earned` AS earned,
      NULL AS `visits.visits`
    FROM fixture.sites FINAL
    LEFT ANY JOIN (
      SELECT
        site_id AS `@visitsKey`,
        sum(if(site_id IN {p1:Array(String)}, 10, 1)) AS `@sites:visitCount?`,
        sum(toDecimal256(revenue, 2) * if(site_id IN {p1:Array(String)}, 10, 1)) AS `@sites:earned`
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
      GROUP BY `@visitsKey`
    ) AS `@visits` ON id = `@visitsKey`
    WHERE id IN {p2:Array(String)}
      AND id IN (
        SELECT
          site_id AS visitsKey
        FROM fixture.visits
        WHERE site_id IN {p2:Array(String)}
        GROUP BY visitsKey
        HAVING sum(if(site_id IN {p1:Array(String)}, 10, 1)) > {p3:UInt64}
      )
    GROUP BY id_, visitCount, earned
    UNION ALL
    SELECT
      visits_of_id AS id_,
      visits_of_visitCount AS visitCount,
      visits_of_earned AS earned,
      sum(visits) AS `visits.visits`
    FROM (
      SELECT
        site_id AS visits_of_key,
        sum(if(site_id IN {p1:Array(String)}, 10, 1)) AS visits
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
      GROUP BY visits_of_key
    ) AS visits
    LEFT ANY JOIN (
      WITH ifNull(`@sites:visitCount?`, 0) AS `@sites:visitCount`
      SELECT
        id AS visits_of_key,
        id AS visits_of_id,
        `@sites:visitCount` AS visits_of_visitCount,
        `@sites:earned` AS visits_of_earned,
        true AS visits_of_condition,
        ifNull(id IN (
          SELECT
            site_id AS visitsKey
          FROM fixture.visits
          WHERE site_id IN {p2:Array(String)}
          GROUP BY visitsKey
          HAVING sum(if(site_id IN {p1:Array(String)}, 10, 1)) > {p3:UInt64}
        ), false) AS visits_of_visits
      FROM fixture.sites FINAL
      LEFT ANY JOIN (
        SELECT
          site_id AS `@visitsKey`,
          sum(if(site_id IN {p1:Array(String)}, 10, 1)) AS `@sites:visitCount?`,
          sum(toDecimal256(revenue, 2) * if(site_id IN {p1:Array(String)}, 10, 1)) AS `@sites:earned`
        FROM fixture.visits
        WHERE site_id IN {p2:Array(String)}
        GROUP BY `@visitsKey`
      ) AS `@visits` ON id = `@visitsKey`
      WHERE id IN {p2:Array(String)}
    ) AS visits_of USING (visits_of_key)
    WHERE visits_of_condition
      AND ifNull(visits_of_visits, false)
    GROUP BY id_, visitCount, earned
  )
  GROUP BY id_, visitCount, earned
)
ORDER BY `visits.visits` DESC, id, visitCount, earned
LIMIT {p4:UInt64}
