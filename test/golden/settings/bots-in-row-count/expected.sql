SELECT
  count() AS rowCount
FROM (
  SELECT
    user_id AS userId
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
    AND NOT bounced
  GROUP BY userId
)
