SELECT
  count() AS visits
FROM fixture.visits
WHERE source IN {p1:Array(String)}
