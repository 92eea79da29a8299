WITH v AS (SELECT *, multiIf(country = 'DE', 'DE', country = '', '-', '~') AS kept, started_at >= '2024-03-03' AS now FROM fixture.visits WHERE started_at >= '2024-03-01' AND started_at < '2024-03-05')
SELECT multiIf(kept = '~', NULL, kept = '-', '', kept), nullIf(countIf(now), 0), nullIf(uniqExactIf(user_id, now), 0), sumOrNullIf(revenue, now), nullIf(countIf(NOT now), 0),
  if(countIf(now) = 0 OR countIf(NOT now) = 0, NULL, toInt64(uniqExactIf(user_id, now)) - uniqExactIf(user_id, NOT now)), toFloat64(sumOrNullIf(revenue, now) - sumOrNullIf(revenue, NOT now)) / toFloat64(sumOrNullIf(revenue, NOT now)), if(kept = '~', 'OTHER', 'VALUE')
FROM v GROUP BY kept ORDER BY kept = '~', countIf(NOT now) DESC
