SELECT
  count() AS visits,
  uniq(user_id) AS visitors
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
