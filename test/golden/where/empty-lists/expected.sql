SELECT
  countIf(false) AS a,
  countIf(true) AS b
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
