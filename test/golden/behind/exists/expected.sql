SELECT
  id,
  count() AS sites
FROM fixture.sites FINAL
WHERE id IN {p1:Array(String)}
  AND id IN (
    SELECT
      site_id
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
      AND country = {p2:String}
      AND pages > {p3:Int64}
  )
GROUP BY id
ORDER BY sites DESC, id
LIMIT {p4:UInt64}
