SELECT
  count() AS rowCount
FROM (
  SELECT
    CAST(toStartOfYear(toDate32(born)), 'Nullable(Date32)') AS born_,
    CAST(substringUTF8(toString(device), 1, 3), 'Nullable(String)') AS device_
  FROM fixture.visits
  WHERE site_id IN (
      SELECT
        id
      FROM fixture.sites FINAL
      WHERE name IN {p1:Array(String)} AND id IN {p2:Array(String)}
    )
  GROUP BY born_, device_
)
