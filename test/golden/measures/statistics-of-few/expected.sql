SELECT
  visit_id AS id,
  ifNull(uniqCombined(score), 0) AS distinctScores,
  quantilesExactOrNull(0.25, 0.75)(score) AS scoreQuartiles,
  if(isFinite(varSamp(score)), varSamp(score), NULL) AS scoreVariance,
  if(isFinite(avgWeighted(score, toFloat64(pages))), avgWeighted(score, toFloat64(pages)), NULL) AS scoreByPages,
  if(isFinite(avgWeighted(toFloat64(toInt32(visit_id) - 20), toFloat64(bytes))), avgWeighted(toFloat64(toInt32(visit_id) - 20), toFloat64(bytes)), NULL) AS idByBytes,
  avgDistinct(toInt128(bytes)) AS meanDistinctBytes
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
GROUP BY id
HAVING scoreVariance IS NULL
ORDER BY scoreVariance DESC, id
LIMIT {p2:UInt64}
