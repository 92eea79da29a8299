SELECT
  site_name AS `site.name`,
  sum(visits_) AS visits,
  uniqMerge(visitors_) AS visitors,
  avgMerge(meanScore_) AS meanScore
FROM (
  SELECT
    site_id AS site_key,
    count() AS visits_,
    uniqState(user_id) AS visitors_,
    avgState(score) AS meanScore_
  FROM fixture.visits
  GROUP BY site_key
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS site_key,
    name AS site_name
  FROM fixture.sites FINAL
) AS site USING (site_key)
GROUP BY `site.name`
ORDER BY visits DESC, `site.name`
LIMIT {p1:UInt64}
