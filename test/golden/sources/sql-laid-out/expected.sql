SELECT
  name,
  uniqExact(name) AS names
FROM (
  SELECT
    id,
    upper(name) AS name
  FROM fixture.sites FINAL
)
WHERE id IN {p1:Array(String)}
GROUP BY name
ORDER BY names DESC, name
LIMIT {p2:UInt64}
