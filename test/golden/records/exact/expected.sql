SELECT
  visit_id AS id,
  bytes AS size,
  revenue AS price,
  score AS rating,
  started_at AS started,
  ended_at AS ended,
  token,
  bounced,
  born
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND started_at >= {p2:DateTime64(3, 'UTC')}
  AND started_at < {p3:DateTime64(3, 'UTC')}
ORDER BY id, size, price, rating, started, ended, token, bounced, born
LIMIT {p4:UInt64}
