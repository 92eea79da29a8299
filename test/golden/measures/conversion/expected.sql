SELECT
  siteId,
  paidVisits,
  bounces / nullIf(paidVisits, 0) AS bouncedLater
FROM (
  SELECT
    siteId,
    ifNull(any(paidVisits), 0) AS paidVisits,
    ifNull(any(bounces), 0) AS bounces
  FROM (
    SELECT
      site_id AS siteId,
      countIf((source = 'paid')) AS paidVisits,
      NULL AS bounces
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
    GROUP BY siteId
    UNION ALL
    SELECT
      base_siteId AS siteId,
      NULL AS paidVisits,
      count() AS bounces
    FROM (
      SELECT
        base_siteId,
        base_at
      FROM (
        SELECT
          user_id AS userId_key,
          site_id AS siteId_key,
          toDateTime64(started_at, 3, {p2:String}) AS converted_at
        FROM fixture.visits
        WHERE site_id IN {p1:Array(String)}
          AND bounced
      ) AS conversions
      ASOF JOIN (
        SELECT
          site_id AS base_siteId,
          user_id AS base_userId_key,
          site_id AS base_siteId_key,
          toDateTime64(started_at, 3, {p2:String}) AS base_at
        FROM fixture.visits
        WHERE site_id IN {p1:Array(String)}
          AND (source = 'paid')
        ORDER BY visit_id DESC
        LIMIT 1 BY base_userId_key, base_siteId_key, base_at
      ) AS base_events ON userId_key = base_userId_key AND siteId_key = base_siteId_key AND converted_at >= base_at
      WHERE addDays(converted_at, {p3:Int64}) < base_at
    )
    GROUP BY siteId
  )
  GROUP BY siteId
)
ORDER BY siteId
LIMIT {p4:UInt64}
