WITH
  entered AS (
    SELECT user_id, started_at AS t FROM fixture.visits
    WHERE (site_id = 'aa' AND source = 'paid') OR (site_id = 'bb' AND source ILIKE 'pa%')
  ),
  left_ AS (
    SELECT user_id, started_at AS t FROM fixture.visits
    WHERE (site_id = 'aa' AND match(source, '^org.*c$')) OR (site_id = 'bb' AND visit_id IN (SELECT visit_id FROM fixture.notes WHERE body = 'Bad'))
  ),
  through AS (
    SELECT user_id, min((toUnixTimestamp64Milli(left_.t) - toUnixTimestamp64Milli(entered.t)) / 1000) AS seconds
    FROM entered JOIN left_ USING (user_id)
    WHERE left_.t > entered.t AND left_.t < entered.t + INTERVAL 3 DAY
    GROUP BY user_id
  ),
  users AS (
    SELECT user_id, max(t) > toDateTime('2024-03-02 12:00:00', 'UTC') AS open, user_id IN (SELECT user_id FROM through) AS is_through
    FROM entered GROUP BY user_id
  )
SELECT 1, 'in', count(), count(), 0, 0, 1., 1., NULL, NULL FROM users
UNION ALL
SELECT 2, 'out', count(), countIf(is_through), countIf(NOT is_through AND open), countIf(NOT is_through AND NOT open),
  countIf(is_through) / count(), countIf(is_through) / count(), (SELECT quantileExactInclusive(0.5)(max_seconds) FROM (SELECT max(seconds) AS max_seconds FROM through GROUP BY user_id)),
  (SELECT quantileExactInclusive(0.5)(seconds) FROM through)
FROM users
