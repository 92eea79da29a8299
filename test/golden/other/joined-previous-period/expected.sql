WITH `#rows 0` AS (
  SELECT
    `site.name` AS group1
  FROM (
    SELECT
      `site.name`
    FROM (
      SELECT
        `site.name`,
        ifNull(any(visits_), 0) AS visits_,
        ifNull(any(visits__), 0) AS visits__
      FROM (
        SELECT
          site_name AS `site.name`,
          sum(visits) AS visits_,
          NULL AS visits__
        FROM (
          SELECT
            site_id AS site_key,
            count() AS visits
          FROM fixture.visits
          WHERE site_id IN {p1:Array(String)}
            AND started_at >= {p2:DateTime64(3, 'UTC')}
            AND started_at < {p3:DateTime64(3, 'UTC')}
          GROUP BY site_key
        ) AS visits
        LEFT ANY JOIN (
          SELECT
            id AS site_key,
            name AS site_name
          FROM fixture.sites FINAL
          WHERE id IN {p1:Array(String)}
        ) AS site USING (site_key)
        GROUP BY `site.name`
        UNION ALL
        SELECT
          site_name AS `site.name`,
          NULL AS visits_,
          sum(visits) AS visits__
        FROM (
          SELECT
            site_id AS site_key,
            count() AS visits
          FROM fixture.visits
          WHERE site_id IN {p1:Array(String)}
            AND started_at >= {p4:DateTime64(3, 'UTC')}
            AND started_at < {p2:DateTime64(3, 'UTC')}
          GROUP BY site_key
        ) AS visits
        LEFT ANY JOIN (
          SELECT
            id AS site_key,
            name AS site_name
          FROM fixture.sites FINAL
          WHERE id IN {p1:Array(String)}
        ) AS site USING (site_key)
        GROUP BY `site.name`
      )
      GROUP BY `site.name`
    )
    ORDER BY visits_ DESC, `site.name`, visits__
    LIMIT {p5:UInt64}
  )
)
SELECT
  `site.name`,
  visits_ AS visits,
  before,
  `#kind`
FROM (
  SELECT
    `site.name`,
    `#kind`,
    ifNull(any(visits_), 0) AS visits_,
    ifNull(any(before), 0) AS before
  FROM (
    SELECT
      if([site_name] IN (SELECT [group1] FROM `#rows 0`), site_name, NULL) AS `site.name`,
      if([site_name] IN (SELECT [group1] FROM `#rows 0`), 'VALUE', 'OTHER') AS `#kind`,
      sum(visits) AS visits_,
      NULL AS before
    FROM (
      SELECT
        site_id AS site_key,
        count() AS visits
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
        AND started_at >= {p2:DateTime64(3, 'UTC')}
        AND started_at < {p3:DateTime64(3, 'UTC')}
      GROUP BY site_key
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        id AS site_key,
        name AS site_name
      FROM fixture.sites FINAL
      WHERE id IN {p1:Array(String)}
    ) AS site USING (site_key)
    GROUP BY `site.name`, `#kind`
    UNION ALL
    SELECT
      if([site_name] IN (SELECT [group1] FROM `#rows 0`), site_name, NULL) AS `site.name`,
      if([site_name] IN (SELECT [group1] FROM `#rows 0`), 'VALUE', 'OTHER') AS `#kind`,
      NULL AS visits_,
      sum(visits) AS before
    FROM (
      SELECT
        site_id AS site_key,
        count() AS visits
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
        AND started_at >= {p4:DateTime64(3, 'UTC')}
        AND started_at < {p2:DateTime64(3, 'UTC')}
      GROUP BY site_key
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        id AS site_key,
        name AS site_name
      FROM fixture.sites FINAL
      WHERE id IN {p1:Array(String)}
    ) AS site USING (site_key)
    GROUP BY `site.name`, `#kind`
  )
  GROUP BY `site.name`, `#kind`
)
ORDER BY `#kind` DESC, visits DESC, `site.name`
