SELECT
  sumOrNull(toInt128(bytes)) AS bytes_,
  avgOrNull(toInt128(bytes)) AS meanBytes,
  sumOrNull(toInt128(balance)) AS balance_,
  sumOrNull(toDecimal256(tax, 4)) AS tax_
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
