SELECT
  CAST('hidden', 'Nullable(String)') AS token_,
  CAST(NULL, 'Nullable(String)') AS country_,
  count() AS guests
FROM fixture.visits
WHERE site_id IN (
    SELECT
      id
    FROM fixture.sites FINAL
    WHERE name IN {p1:Array(String)} AND id IN {p2:Array(String)}
  )
GROUP BY token_, country_
ORDER BY guests DESC, token_, country_
LIMIT {p3:UInt64}
