WITH `#rows 0` AS (
  SELECT
    siteId AS group1
  FROM (
    SELECT
      siteId
    FROM (
      SELECT
        siteId,
        any(revenue_) AS revenue_,
        ifNull(any(visitors), 0) AS visitors
      FROM (
        SELECT
          site_id AS siteId,
          sum(revenue) AS revenue_,
          NULL AS visitors
        FROM fixture.visits
        WHERE started_at >= {p1:DateTime64(3, 'UTC')}
          AND started_at < {p2:DateTime64(3, 'UTC')}
        GROUP BY siteId
        UNION ALL
        SELECT
          site_id AS siteId,
          NULL AS revenue_,
          uniq(user_id) AS visitors
        FROM fixture.visits
        WHERE started_at >= {p3:DateTime64(3, 'UTC')}
          AND started_at < {p2:DateTime64(3, 'UTC')}
        GROUP BY siteId
      )
      GROUP BY siteId
    )
    ORDER BY revenue_ DESC, siteId, visitors
    LIMIT {p4:UInt64}
  )
)
SELECT
  siteId,
  visits,
  four,
  four / nullIf(visitors, 0) AS share,
  `#kind`
FROM (
  SELECT
    siteId,
    `#kind`,
    visits AS visits,
    revenue_ AS revenue_,
    four AS four,
    ifNull(visitors, 0) AS visitors
  FROM (
    SELECT
      siteId,
      `#kind`,
      visits,
      revenue_,
      four,
      any(visitors) OVER () AS visitors,
      level
    FROM (
      SELECT
        siteId,
        `#kind`,
        ifNull(any(visits), 0) AS visits,
        any(revenue_) AS revenue_,
        ifNull(any(four), 0) AS four,
        any(visitors) AS visitors,
        level
      FROM (
        SELECT
          if(site_id IN (SELECT group1 FROM `#rows 0`), site_id, NULL) AS siteId,
          if(site_id IN (SELECT group1 FROM `#rows 0`), 'VALUE', 'OTHER') AS `#kind`,
          count() AS visits,
          sum(revenue) AS revenue_,
          NULL AS four,
          NULL AS visitors,
          0 AS level
        FROM fixture.visits
        WHERE started_at >= {p1:DateTime64(3, 'UTC')}
          AND started_at < {p2:DateTime64(3, 'UTC')}
        GROUP BY siteId, `#kind`
        UNION ALL
        SELECT
          if(site_id IN (SELECT group1 FROM `#rows 0`), site_id, NULL) AS siteId,
          if(site_id IN (SELECT group1 FROM `#rows 0`), 'VALUE', 'OTHER') AS `#kind`,
          NULL AS visits,
          NULL AS revenue_,
          uniq(user_id) AS four,
          NULL AS visitors,
          0 AS level
        FROM fixture.visits
        WHERE started_at >= {p3:DateTime64(3, 'UTC')}
          AND started_at < {p2:DateTime64(3, 'UTC')}
        GROUP BY siteId, `#kind`
        UNION ALL
        SELECT
          NULL AS siteId,
          NULL AS `#kind`,
          NULL AS visits,
          NULL AS revenue_,
          NULL AS four,
          uniq(user_id) AS visitors,
          1 AS level
        FROM fixture.visits
        WHERE started_at >= {p3:DateTime64(3, 'UTC')}
          AND started_at < {p2:DateTime64(3, 'UTC')}
      )
      GROUP BY siteId, `#kind`, level
    )
  )
  WHERE level = 0
)
ORDER BY `#kind` DESC, revenue_ DESC, siteId
