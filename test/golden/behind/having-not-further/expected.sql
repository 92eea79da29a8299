SELECT
  siteId,
  sum(visits_) AS visits,
  sumIf(visits_, ifNull(site_visits, false)) AS little,
  sumIf(visits_, ifNull(site_visits_, false)) AS some
FROM (
  SELECT
    site_id AS site_key,
    site_id AS siteId,
    count() AS visits_
  FROM fixture.visits
  GROUP BY site_key, siteId
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS site_key,
    ifNull(id IN (
      SELECT
        site_id AS visitsKey
      FROM fixture.visits
      GROUP BY visitsKey
      HAVING NOT (sum(revenue) > {p1:Decimal(38, 0)})
    ), false) AS site_visits,
    ifNull(id IN (
      SELECT
        site_id AS visitsKey
      FROM fixture.visits
      GROUP BY visitsKey
      HAVING NOT (count() = {p2:UInt64})
    ), false) AS site_visits_
  FROM fixture.sites FINAL
) AS site USING (site_key)
GROUP BY siteId
ORDER BY visits DESC, siteId
LIMIT {p3:UInt64}
