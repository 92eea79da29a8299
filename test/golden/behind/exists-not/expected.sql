SELECT
  id,
  count() AS sites
FROM fixture.sites FINAL
WHERE id IN {p1:Array(String)}
  AND NOT (ifNull(id IN (
    SELECT
      site_id
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
      AND country = {p2:String}
  ), false))
GROUP BY id
ORDER BY sites DESC, id
LIMIT {p3:UInt64}
