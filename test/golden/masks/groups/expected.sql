SELECT
  CAST(toInt64(pages) - positiveModulo(toInt64(pages), 5), 'Nullable(Int64)') AS pageCount,
  CAST(toStartOfYear(toDate32(born)), 'Nullable(Date32)') AS born_,
  count() AS guests,
  uniq(user_id) AS people
FROM fixture.visits
WHERE site_id IN (
    SELECT
      id
    FROM fixture.sites FINAL
    WHERE name IN {p1:Array(String)} AND id IN {p2:Array(String)}
  )
GROUP BY pageCount, born_
ORDER BY pageCount DESC, born_
LIMIT {p3:UInt64}
