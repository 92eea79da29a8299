SELECT
  count() AS visits,
  sumOrNull(pages) AS pages_
FROM fixture.visits
WHERE NOT (bounced AND site_id IN {p1:Array(String)})
