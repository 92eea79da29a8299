SELECT
  id,
  count() AS sites
FROM fixture.sites FINAL
WHERE id IN {p1:Array(String)}
  AND (NOT (ifNull(id IN (
    SELECT
      site_id AS visitsKey
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
      AND bounced = {p2:Bool}
    GROUP BY visitsKey
    HAVING NOT (count() < {p3:UInt64})
  ), false)) OR ifNull(id IN (
    SELECT
      site_id AS visitsKey
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
    GROUP BY visitsKey
    HAVING avg(score) > {p4:Float64}
  ), false))
GROUP BY id
ORDER BY sites DESC, id
LIMIT {p5:UInt64}
