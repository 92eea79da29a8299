SELECT
  note_body AS `note.body`,
  sum(visits_) AS visits
FROM (
  SELECT
    visit_id AS note_key,
    site_id AS note_key_,
    count() AS visits_
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
    AND site_id IN {p2:Array(String)}
  GROUP BY note_key, note_key_
) AS visits
LEFT ANY JOIN (
  SELECT
    visit_id AS note_key,
    site_id AS note_key_,
    body AS note_body
  FROM fixture.notes
  WHERE site_id IN {p1:Array(String)} OR open IN {p3:Array(Bool)}
) AS note USING (note_key, note_key_)
GROUP BY `note.body`
ORDER BY visits DESC, `note.body`
LIMIT {p4:UInt64}
