SELECT
  site_opened_year AS year,
  site_opened_week AS week,
  sum(visits_) AS visits
FROM (
  SELECT
    site_id AS site_key,
    count() AS visits_
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
  GROUP BY site_key
) AS visits
LEFT ANY JOIN (
  SELECT
    id AS site_key,
    toStartOfYear(toDateTime64(opened_at, 0, 'UTC'), {p2:String}) AS site_opened_year,
    toStartOfWeek(toDateTime64(opened_at, 0, 'UTC'), 0, {p2:String}) AS site_opened_week
  FROM fixture.sites FINAL
  WHERE id IN {p1:Array(String)}
) AS site USING (site_key)
GROUP BY year, week
ORDER BY year, week
LIMIT {p3:UInt64}
