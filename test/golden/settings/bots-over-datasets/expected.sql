SELECT
  `visits.visits`,
  `sites.sites`
FROM (
  SELECT
    ifNull(any(`visits.visits`), 0) AS `visits.visits`,
    ifNull(any(`sites.sites`), 0) AS `sites.sites`
  FROM (
    SELECT
      count() AS `visits.visits`,
      NULL AS `sites.sites`
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
      AND NOT bounced
    UNION ALL
    SELECT
      NULL AS `visits.visits`,
      count() AS `sites.sites`
    FROM fixture.sites FINAL
    WHERE id IN {p1:Array(String)}
  )
)
