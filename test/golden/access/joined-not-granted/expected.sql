SELECT
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND site_id IN (
    SELECT
      id
    FROM fixture.sites FINAL
    WHERE id IN {p1:Array(String)}
      AND name = {p2:String}
  )
