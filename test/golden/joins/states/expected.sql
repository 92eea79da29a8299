SELECT
  site_name AS `site.name`,
  uniqMerge(visitors_) AS visitors,
  avgMerge(meanScore_) AS meanScore,
  quantileExactMerge(0.5)(medianScore_) AS medianScore,
  argMaxMerge(lastSource_) AS lastSource,
  min(firstSeen_) AS firstSeen,
  toFloat64(sum(revenue_)) / nullIf(sum(visits), 0) AS revenuePerVisit,
  max(maxBytes_) AS maxBytes,
  avgMerge(meanBytes_) AS meanBytes,
  sum(scored_) AS scored
FROM (
  SELECT
    site_id AS site_key,
    uniqState(user_id) AS visitors_,
    avgState(score) AS meanScore_,
    quantileExactState(0.5)(score) AS medianScore_,
    argMaxState(source, started_at) AS lastSource_,
    min(started_at) AS firstSeen_,
    sum(revenue) AS revenue_,
    count() AS visits,
    max(bytes) AS maxBytes_,
    avgState(toInt128(bytes)) AS meanBytes_,
    count(score) AS scored_
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
  GROUP BY site_key
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS site_key,
    name AS site_name
  FROM fixture.sites FINAL
  WHERE id IN {p1:Array(String)}
) AS site USING (site_key)
GROUP BY `site.name`
ORDER BY `site.name`
LIMIT {p2:UInt64}
