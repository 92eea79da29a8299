SELECT
  visit_id AS id,
  token,
  bounced,
  born,
  revenue AS price,
  score AS rating,
  device,
  ended_at AS ended,
  started_at AS started
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND visit_id IN {p2:Array(UInt64)}
GROUP BY id, token, bounced, born, price, rating, device, ended, started
ORDER BY started, id, token, bounced, born, price, rating, toString(device), ended
LIMIT {p3:UInt64}
