SELECT
  device,
  site_name AS `site.name`,
  id,
  note_body AS note
FROM (
  SELECT
    site_id AS site_key,
    visit_id AS note_key,
    site_id AS note_key_,
    device,
    visit_id AS id
  FROM fixture.visits
  ORDER BY toString(device) DESC
  LIMIT {p1:UInt64} WITH TIES
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS site_key,
    name AS site_name
  FROM fixture.sites FINAL
) AS site USING (site_key)
LEFT ANY JOIN (
  SELECT
    visit_id AS note_key,
    site_id AS note_key_,
    body AS note_body
  FROM fixture.notes
) AS note_ USING (note_key, note_key_)
ORDER BY toString(device) DESC, `site.name` DESC, id, note
LIMIT {p2:UInt64}
OFFSET {p3:UInt64}
