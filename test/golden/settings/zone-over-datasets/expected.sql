SELECT
  `date`,
  `visits.visits`
FROM (
  SELECT
    toDate(started_at, {p1:String}) AS `date`,
    count() AS `visits.visits`
  FROM fixture.visits
  WHERE site_id IN {p2:Array(String)}
    AND started_at >= {p3:DateTime64(3, 'UTC')}
    AND started_at < {p4:DateTime64(3, 'UTC')}
    AND site_id = {p5:String}
  GROUP BY `date`
)
ORDER BY `date`
LIMIT {p6:UInt64}
