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
    HAVING count() >= {p2:UInt64}
      AND (countIf(bounced) / nullIf(count(), 0)) > {p3:Float64}
  )
GROUP BY id
ORDER BY sites DESC, id
LIMIT {p4:UInt64}
