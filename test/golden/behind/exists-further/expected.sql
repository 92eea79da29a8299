SELECT
  site_id AS siteId,
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND site_id IN (
    SELECT
      id
    FROM fixture.sites FINAL
    WHERE id IN {p1:Array(String)}
      AND id IN (
        SELECT
          site_id
        FROM fixture.visits
        WHERE site_id IN {p1:Array(String)}
          AND (visit_id, site_id) IN (
            SELECT
              visit_id,
              site_id
            FROM fixture.notes
            WHERE (site_id IN {p1:Array(String)} OR open IN {p2:Array(Bool)})
              AND stars >= {p3:Int64}
          )
      )
  )
GROUP BY siteId
ORDER BY visits DESC, siteId
LIMIT {p4:UInt64}
