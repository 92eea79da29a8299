SELECT
  count() AS visits,
  uniq(user_id) AS visitors,
  sumOrNull(pages) AS pages_,
  sumOrNull(revenue) AS revenue_,
  sumOrNull(toDecimal256(tax, 4)) AS tax_,
  avgOrNull(score) AS meanScore,
  quantileExactOrNull(0.5)(score) AS medianScore,
  quantilesExactOrNull(0.25, 0.75)(pages) AS spread,
  argMaxOrNull(source, started_at) AS lastSource,
  minOrNull(started_at) AS firstSeen,
  countIf(bounced) / nullIf(visits, 0) AS bounceRate,
  revenue_ - tax_ AS net
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND country = {p2:String}
