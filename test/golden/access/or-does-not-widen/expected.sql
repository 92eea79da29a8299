SELECT
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND (site_id = {p2:String} OR site_id IS NOT NULL)
