SELECT
  id,
  note_body AS `note.body`
FROM (
  SELECT
    visit_id AS note_key,
    site_id AS note_key_,
    visit_id AS id
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
  ORDER BY id
  LIMIT {p2:UInt64} WITH TIES
) AS visits
LEFT ANY JOIN (
  SELECT
    visit_id AS note_key,
    site_id AS note_key_,
    body AS note_body
  FROM fixture.notes
  WHERE site_id IN {p1:Array(String)}
    AND open IN {p3:Array(Bool)}
) AS note USING (note_key, note_key_)
ORDER BY id, `note.body`
LIMIT {p2:UInt64}
