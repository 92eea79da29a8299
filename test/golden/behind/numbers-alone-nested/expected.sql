SELECT
  `../label`,
  name,
  visits
FROM (
  SELECT
    `../label`,
    name_ AS name,
    visits_ AS visits
  FROM (
    SELECT
      `../label`,
      name_,
      ifNull(any(visits_), 0) AS visits_
    FROM (
      SELECT
        region_label AS `../label`,
        name AS name_,
        NULL AS visits_
      FROM (
        SELECT
          region_id AS region_key,
          name
        FROM fixture.sites FINAL
        WHERE id IN {p1:Array(String)}
        GROUP BY region_key, name
      ) AS sites
      LEFT ANY JOIN (
        SELECT
          id AS region_key,
          label AS region_label
        FROM fixture.regions
      ) AS region USING (region_key)
      GROUP BY `../label`, name_
      UNION ALL
      SELECT
        visits_of_region_label AS `../label`,
        visits_of_name AS name_,
        sum(visits) AS visits_
      FROM (
        SELECT
          site_id AS visits_of_key,
          count() AS visits
        FROM fixture.visits
        WHERE site_id IN {p1:Array(String)}
        GROUP BY visits_of_key
      ) AS visits
      LEFT ANY JOIN (
        SELECT
          id AS visits_of_key,
          region_id AS visits_of_region_key,
          name AS visits_of_name,
          true AS visits_of_condition
        FROM fixture.sites FINAL
        WHERE id IN {p1:Array(String)}
      ) AS visits_of USING (visits_of_key)
      LEFT ANY JOIN (
        SELECT
          id AS visits_of_region_key,
          label AS visits_of_region_label
        FROM fixture.regions
      ) AS visits_of_region USING (visits_of_region_key)
      WHERE visits_of_condition
      GROUP BY `../label`, name_
    )
    GROUP BY `../label`, name_
  )
)
WHERE [`../label`] IN (
    SELECT
      [label]
    FROM (
      SELECT
        label,
        pages
      FROM (
        SELECT
          label,
          any(pages) AS pages
        FROM (
          SELECT
            region_label AS label,
            NULL AS pages
          FROM (
            SELECT
              region_id AS region_key
            FROM fixture.sites FINAL
            WHERE id IN {p1:Array(String)}
            GROUP BY region_key
          ) AS sites
          LEFT ANY JOIN (
            SELECT
              id AS region_key,
              label AS region_label
            FROM fixture.regions
          ) AS region USING (region_key)
          GROUP BY label
          UNION ALL
          SELECT
            visits_of_region_label AS label,
            sum(pages_) AS pages
          FROM (
            SELECT
              site_id AS visits_of_key,
              sum(pages) AS pages_
            FROM fixture.visits
            WHERE site_id IN {p1:Array(String)}
            GROUP BY visits_of_key
          ) AS visits
          LEFT ANY JOIN (
            SELECT
              id AS visits_of_key,
              region_id AS visits_of_region_key,
              true AS visits_of_condition
            FROM fixture.sites FINAL
            WHERE id IN {p1:Array(String)}
          ) AS visits_of USING (visits_of_key)
          LEFT ANY JOIN (
            SELECT
              id AS visits_of_region_key,
              label AS visits_of_region_label
            FROM fixture.regions
          ) AS visits_of_region USING (visits_of_region_key)
          WHERE visits_of_condition
          GROUP BY label
        )
        GROUP BY label
      )
      ORDER BY pages DESC, label
      LIMIT {p2:UInt64}
    )
  )
ORDER BY visits DESC, name
LIMIT {p3:UInt64} BY `../label`
