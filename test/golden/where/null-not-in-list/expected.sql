SELECT
  countIf(country NOT IN {p1:Array(String)} AND country IS NOT NULL) AS a,
  countIf(country NOT IN {p1:Array(String)}) AS b,
  countIf(NOT (country IN {p1:Array(String)})) AS c
FROM fixture.visits
WHERE site_id IN {p2:Array(String)}
