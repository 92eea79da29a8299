SELECT
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND owner_id IN (
    SELECT
      id
    FROM fixture.regions
    WHERE NOT (label = {p2:String})
  )
