SELECT
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND country IS NOT NULL
  AND (source = 'paid')
  AND (pages > 5 OR bytes > 1000)
