SELECT
  siteId_ AS siteId,
  visitsPerUser,
  paid
FROM (
  SELECT
    siteId_,
    any(visitsPerUser) AS visitsPerUser,
    any(paid) AS paid
  FROM (
    SELECT
      siteId AS siteId_,
      avg(toInt128(value)) AS visitsPerUser,
      NULL AS paid
    FROM (
      SELECT
        site_id AS siteId,
        user_id AS userId,
        count() AS value
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
      GROUP BY siteId, userId
    )
    GROUP BY siteId_
    UNION ALL
    SELECT
      siteId AS siteId_,
      NULL AS visitsPerUser,
      avg(toInt128(value)) AS paid
    FROM (
      SELECT
        site_id AS siteId,
        user_id AS userId,
        count() AS value
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
        AND source = {p2:String}
      GROUP BY siteId, userId
    )
    GROUP BY siteId_
  )
  GROUP BY siteId_
)
ORDER BY visitsPerUser DESC, siteId
LIMIT {p3:UInt64}
