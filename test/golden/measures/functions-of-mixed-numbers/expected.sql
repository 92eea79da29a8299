SELECT
  greatest(toInt256(sumOrNull(toInt128(balance))), toInt256(sumOrNull(toInt128(bytes))), 0) AS best,
  coalesce(avgOrNull(score), toFloat64(count())) AS scoreOrCount
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
