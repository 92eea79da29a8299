SELECT
  `../siteId`,
  country
FROM (
  SELECT
    site_id AS `../siteId`,
    country,
    sum(revenue) AS `#order1`
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
  GROUP BY `../siteId`, country
  HAVING count() < {p2:UInt64}
)
WHERE `../siteId` IN (
    SELECT
      siteId
    FROM (
      SELECT
        site_id AS siteId
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
      GROUP BY siteId
      ORDER BY siteId
      LIMIT {p3:UInt64}
    )
  )
ORDER BY `#order1` DESC, country DESC
LIMIT {p4:UInt64} OFFSET {p4:UInt64} BY `../siteId`
