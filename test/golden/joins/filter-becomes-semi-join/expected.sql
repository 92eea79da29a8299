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
      AND name = {p2:String}
      AND region_id IN (
        SELECT
          id
        FROM fixture.regions
        WHERE manager_id IN (
            SELECT
              id
            FROM fixture.managers
            WHERE startsWithCaseInsensitiveUTF8(name, {p3:String})
          )
      )
  )
GROUP BY country
ORDER BY visits DESC, country
LIMIT {p4:UInt64}
