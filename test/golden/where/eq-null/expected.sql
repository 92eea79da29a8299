SELECT
  countIf(country IS NULL) AS a,
  countIf(country IS NOT NULL) AS b
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
