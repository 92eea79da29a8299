SELECT
  sum(if(site_id IN {p1:Array(String)}, 10, 1)) AS visits,
  sumOrNull(pages * if(site_id IN {p1:Array(String)}, 10, 1)) AS pages_,
  sumOrNull(toInt128(bytes) * if(site_id IN {p1:Array(String)}, 10, 1)) AS bytes_,
  sumOrNull(toDecimal256(revenue, 2) * if(site_id IN {p1:Array(String)}, 10, 1)) AS revenue_,
  sumOrNull(toDecimal256(tax, 4) * if(site_id IN {p1:Array(String)}, 10, 1)) AS tax_,
  sumIf(if(site_id IN {p1:Array(String)}, 10, 1), isNotNull(score)) AS rated,
  sumOrNullIf(toDecimal256(revenue, 2) * if(site_id IN {p1:Array(String)}, 10, 1), source = 'paid') AS paidRevenue,
  sumOrNull(toInt128(balance) * if(site_id IN {p1:Array(String)}, 10, 1)) AS balance_,
  uniq(user_id) AS visitors,
  avgOrNull(score) AS meanScore,
  maxOrNull(bytes) AS maxBytes,
  pages_ / nullIf(visits, 0) AS pagesPerVisit
FROM fixture.visits
WHERE site_id IN {p2:Array(String)}
