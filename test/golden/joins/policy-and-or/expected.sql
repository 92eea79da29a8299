SELECT
  note_stars AS `note.stars`,
  note_open AS `note.open`,
  sum(visits_) AS visits
FROM (
  SELECT
    visit_id AS note_key,
    site_id AS note_key_,
    count() AS visits_
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
  GROUP BY note_key, note_key_
) AS visits
LEFT ANY JOIN (
  SELECT
    visit_id AS note_key,
    site_id AS note_key_,
    stars AS note_stars,
    open AS note_open
  FROM fixture.notes
  WHERE site_id IN {p1:Array(String)}
    AND open IN {p2:Array(Bool)}
) AS note USING (note_key, note_key_)
GROUP BY `note.stars`, `note.open`
ORDER BY visits DESC, `note.stars`, `note.open`
LIMIT {p3:UInt64}
