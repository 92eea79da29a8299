SELECT
  id,
  same_userId AS `same.userId`,
  same_token AS `same.token`,
  same_source AS `same.source`
FROM (
  SELECT
    visit_id AS same_key,
    visit_id AS id
  FROM fixture.visits
  WHERE site_id IN (
      SELECT
        id
      FROM fixture.sites FINAL
      WHERE name IN {p1:Array(String)} AND id IN {p2:Array(String)}
    )
    AND visit_id IN {p3:Array(UInt64)}
  GROUP BY same_key, id
) AS incognito
LEFT ANY JOIN (
  SELECT
    visit_id AS same_key,
    CAST(lower(hex(sipHash128ReferenceKeyed(({p4:UInt64}, {p5:UInt64}), toString(user_id)))), 'Nullable(String)') AS same_userId,
    CAST('hidden', 'Nullable(String)') AS same_token,
    if((visit_id, site_id) IN (
      SELECT
        visit_id,
        site_id
      FROM fixture.notes
      WHERE open IN {p6:Array(Bool)}
    ), CAST(toString(source), 'Nullable(String)'), CAST(substringUTF8(toString(source), 1, 2), 'Nullable(String)')) AS same_source
  FROM fixture.visits
  WHERE site_id IN (
      SELECT
        id
      FROM fixture.sites FINAL
      WHERE name IN {p1:Array(String)} AND id IN {p2:Array(String)}
    )
) AS same USING (same_key)
GROUP BY id, `same.userId`, `same.token`, `same.source`
ORDER BY id, `same.userId`, `same.token`, `same.source`
LIMIT {p7:UInt64}
