SELECT
  id,
  count() AS sites
FROM fixture.sites FINAL
WHERE id IN {p1:Array(String)}
  AND NOT (ifNull(id IN (
    SELECT
      site_id AS visitsKey
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
    GROUP BY visitsKey
    HAVING NOT (count() < {p2:UInt64}) OR NOT (sum(revenue) IS NULL)
  ), false))
GROUP BY id
ORDER BY sites DESC, id
LIMIT {p3:UInt64}
