SELECT
  visit_id AS id,
  CAST(lower(hex(sipHash128ReferenceKeyed(({p1:UInt64}, {p2:UInt64}), toString(user_id)))), 'Nullable(String)') AS userId,
  CAST(toStartOfMonth(toDate32(ended_at, 'Europe/Berlin')), 'Nullable(Date32)') AS ended,
  CAST(toStartOfHour(toDateTime64(ended_at + INTERVAL 30 MINUTE, 0, 'UTC'), 'UTC'), 'Nullable(DateTime64(0, \'UTC\'))') AS `left`,
  CAST(toStartOfYear(toDate32(born)), 'Nullable(Date32)') AS born_,
  CAST(NULL, 'Nullable(String)') AS country_,
  if((visit_id, site_id) IN (
    SELECT
      visit_id,
      site_id
    FROM fixture.notes
    WHERE open IN {p3:Array(Bool)}
  ), CAST(toString(source), 'Nullable(String)'), CAST(substringUTF8(toString(source), 1, 2), 'Nullable(String)')) AS source_,
  CAST(substringUTF8(toString(device), 1, 3), 'Nullable(String)') AS device_,
  CAST(toInt64(pages) - positiveModulo(toInt64(pages), 5), 'Nullable(Int64)') AS pageCount,
  CAST(lower(hex(sipHash128ReferenceKeyed(({p1:UInt64}, {p2:UInt64}), toString(bytes)))), 'Nullable(String)') AS size,
  CAST(toInt256(balance) - positiveModulo(toInt256(balance), 1000), 'Nullable(Int256)') AS balance_,
  CAST(toString(toInt256(floor(revenue)) - positiveModulo(toInt256(floor(revenue)), 10)), 'Nullable(Decimal(76, 2))') AS price,
  CAST(floor((score) / 0.5) * 0.5, 'Nullable(Float64)') AS rating,
  CAST('hidden', 'Nullable(String)') AS token_,
  CAST(lower(hex(sipHash128ReferenceKeyed(({p1:UInt64}, {p2:UInt64}), toString(user_id)))), 'Nullable(String)') AS mark,
  CAST(substringUTF8(toString((`@incognito:place:name`)), 1, 1), 'Nullable(String)') AS siteName
FROM fixture.visits
LEFT ANY JOIN (
  SELECT
    id AS `@placeKey`,
    name AS `@incognito:place:name`
  FROM fixture.sites FINAL
  WHERE id IN {p4:Array(String)}
) AS `@place` ON site_id = `@placeKey`
WHERE site_id IN (
    SELECT
      id
    FROM fixture.sites FINAL
    WHERE name IN {p5:Array(String)} AND id IN {p4:Array(String)}
  )
ORDER BY id, userId, ended, `left`, born_, country_, source_, device_, pageCount, size, balance_, price, rating, token_, mark, siteName
LIMIT {p6:UInt64}
