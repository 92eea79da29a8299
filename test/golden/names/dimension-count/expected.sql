SELECT
  count() AS rowCount
FROM (
  SELECT
    country,
    multiIf(site_id IN {p1:Array(String)}, nullIf(source, ''), site_id IN {p2:Array(String)}, toString(device), NULL) AS custom_1
  FROM fixture.visits
  WHERE site_id IN {p3:Array(String)}
  GROUP BY country, custom_1
)
