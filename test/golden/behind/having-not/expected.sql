SELECT
  id,
  count() AS sites
FROM fixture.sites FINAL
WHERE id IN {p1:Array(String)}
  AND id IN (
    SELECT
      site_id AS visitsKey
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
    GROUP BY visitsKey
    HAVING NOT (sum(revenue) > {p2:Decimal(38, 0)})
  )
  AND NOT (name = {p3:String})
GROUP BY id
ORDER BY sites DESC, id
LIMIT {p4:UInt64}
