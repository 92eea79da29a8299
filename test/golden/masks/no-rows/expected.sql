SELECT
  CAST('hidden', 'Nullable(String)') AS token_,
  count() AS guests
FROM fixture.visits
WHERE site_id IN (
    SELECT
      id
    FROM fixture.sites FINAL
    WHERE name IN {p1:Array(String)} AND id IN {p2:Array(String)}
  )
  AND site_id = {p3:String}
GROUP BY token_
ORDER BY guests DESC, token_
LIMIT {p4:UInt64}
