SELECT
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND (country IN {p2:Array(String)} OR country IS NULL)
