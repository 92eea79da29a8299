SELECT
  siteId,
  sum(visits_) AS visits
FROM (
  SELECT
    site_id AS site_key,
    site_id AS siteId,
    count() AS visits_
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
  GROUP BY site_key, siteId
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS site_key,
    NOT (ifNull(id IN (
      SELECT
        site_id AS visitsKey
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
      GROUP BY visitsKey
      HAVING NOT (count() < {p2:UInt64})
    ), false)) AS site_visits
  FROM fixture.sites FINAL
  WHERE id IN {p1:Array(String)}
) AS site USING (site_key)
WHERE ifNull(site_visits, true)
GROUP BY siteId
ORDER BY visits DESC, siteId
LIMIT {p3:UInt64}
