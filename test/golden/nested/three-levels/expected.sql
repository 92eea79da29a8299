SELECT
  `../../site.name`,
  `../rawSource`,
  device,
  visits
FROM (
  SELECT
    site_name AS `../../site.name`,
    rawSource AS `../rawSource`,
    device,
    sum(visits_) AS visits
  FROM (
    SELECT
      site_id AS site_key,
      source AS rawSource,
      device,
      count() AS visits_
    FROM fixture.visits
    GROUP BY site_key, rawSource, device
  ) AS visits
  LEFT ANY JOIN (
    SELECT
      id AS site_key,
      name AS site_name
    FROM fixture.sites FINAL
  ) AS site USING (site_key)
  GROUP BY `../../site.name`, `../rawSource`, device
)
WHERE ([`../../site.name`], `../rawSource`) IN (
    SELECT
      [`../site.name`],
      rawSource
    FROM (
      SELECT
        `../site.name`,
        rawSource,
        visits
      FROM (
        SELECT
          site_name AS `../site.name`,
          rawSource,
          sum(visits_) AS visits
        FROM (
          SELECT
            site_id AS site_key,
            source AS rawSource,
            count() AS visits_
          FROM fixture.visits
          GROUP BY site_key, rawSource
        ) AS visits
        LEFT ANY JOIN (
          SELECT
            id AS site_key,
            name AS site_name
          FROM fixture.sites FINAL
        ) AS site USING (site_key)
        GROUP BY `../site.name`, rawSource
      )
      WHERE [`../site.name`] IN (
          SELECT
            [`site.name`]
          FROM (
            SELECT
              site_name AS `site.name`,
              sum(visits_) AS visits
            FROM (
              SELECT
                site_id AS site_key,
                count() AS visits_
              FROM fixture.visits
              GROUP BY site_key
            ) AS visits
            LEFT ANY JOIN (
              SELECT
                id AS site_key,
                name AS site_name
              FROM fixture.sites FINAL
            ) AS site USING (site_key)
            GROUP BY `site.name`
            ORDER BY visits DESC, `site.name`
            LIMIT {p1:UInt64}
          )
        )
      ORDER BY visits DESC, rawSource
      LIMIT {p2:UInt64} BY `../site.name`
    )
  )
ORDER BY visits DESC, toString(device)
LIMIT {p3:UInt64} BY `../../site.name`, `../rawSource`
