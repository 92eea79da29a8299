SELECT
  country,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND site_id IN (
    SELECT
      id
    FROM fixture.sites FINAL
    WHERE id IN {p1:Array(String)}
      AND region_id IN (
        SELECT
          id
        FROM fixture.regions
        WHERE label IN {p2:Array(String)}
      )
  )
GROUP BY country
ORDER BY visits DESC, country
LIMIT {p3:UInt64}
