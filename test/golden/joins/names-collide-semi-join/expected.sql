SELECT
  country AS region_id,
  count() AS label,
  sum(pages) AS id,
  sum(revenue) AS site_id_
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
        WHERE label = {p2:String}
      )
  )
GROUP BY region_id
ORDER BY label DESC, region_id
LIMIT {p3:UInt64}
