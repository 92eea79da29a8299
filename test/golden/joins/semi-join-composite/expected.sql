SELECT
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND (visit_id, site_id) IN (
    SELECT
      visit_id,
      site_id
    FROM fixture.notes
    WHERE (site_id IN {p1:Array(String)} OR open IN {p2:Array(Bool)})
      AND positionCaseInsensitiveUTF8(body, {p3:String}) > 0
  )
