SELECT
  `../siteId`,
  custom,
  people
FROM (
  SELECT
    site_id AS `../siteId`,
    multiIf(site_id IN {p1:Array(String)}, nullIf(source, ''), site_id IN {p2:Array(String)}, toString(device), NULL) AS custom,
    uniqExact(user_id) AS people
  FROM fixture.visits
  WHERE site_id IN {p3:Array(String)}
  GROUP BY `../siteId`, custom
)
WHERE `../siteId` IN (
    SELECT
      siteId
    FROM (
      SELECT
        site_id AS siteId,
        count() AS hits
      FROM fixture.visits
      WHERE site_id IN {p3:Array(String)}
      GROUP BY siteId
      ORDER BY siteId
      LIMIT {p4:UInt64}
    )
  )
ORDER BY people DESC, custom
LIMIT {p5:UInt64} BY `../siteId`
