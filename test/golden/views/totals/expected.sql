SELECT
  count() AS visits,
  countIf(bounced) / nullIf(visits, 0) AS bounceRate,
  uniq(user_id) AS visitors,
  sumOrNull(pages) / nullIf(visits, 0) AS pagesPerVisit
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND started_at >= {p2:DateTime64(3, 'UTC')}
  AND started_at < {p3:DateTime64(3, 'UTC')}
