WITH v AS (SELECT *, multiIf(country = 'DE', 'DE', country = '', '-', '~') AS kept, started_at >= '2024-03-03' AS now FROM fixture.visits WHERE started_at >= '2024-03-01' AND started_at < '2024-03-05')
SELECT multiIf(kept = '~', NULL, kept = '-', '', kept), countIf(now), uniqExactIf(user_id, now), sumOrNullIf(revenue, now), countIf(NOT now),
  toInt64(uniqExactIf(user_id, now)) - toInt64(uniqExactIf(user_id, NOT now)), toFloat64(sumOrNullIf(revenue, now) - sumOrNullIf(revenue, NOT now)) / toFloat64(sumOrNullIf(revenue, NOT now)), if(kept = '~', 'OTHER', 'VALUE')
FROM v GROUP BY kept ORDER BY kept = '~', countIf(NOT now) DESC
