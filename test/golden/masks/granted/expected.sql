SELECT
  if((visit_id, site_id) IN (
    SELECT
      visit_id,
      site_id
    FROM fixture.notes
    WHERE open IN {p1:Array(Bool)}
  ), CAST(toString(source), 'Nullable(String)'), CAST(substringUTF8(toString(source), 1, 2), 'Nullable(String)')) AS source_,
  count() AS guests
FROM fixture.visits
WHERE site_id IN (
    SELECT
      id
    FROM fixture.sites FINAL
    WHERE name IN {p2:Array(String)} AND id IN {p3:Array(String)}
  )
GROUP BY source_
ORDER BY guests DESC, source_
LIMIT {p4:UInt64}
