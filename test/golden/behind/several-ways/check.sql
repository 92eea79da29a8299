WITH regions AS (SELECT DISTINCT id, label FROM fixture.regions)
SELECT label, countIf(way = 'owned'), sumIf(revenue, way = 'owned'), countIf(way = 'paged'), countIf(way = 'paged' AND country = 'AU')
FROM regions LEFT JOIN (
  SELECT 'owned' AS way, toUInt32(owner_id) AS region, revenue, country FROM fixture.visits WHERE owner_id IS NOT NULL AND site_id IN ('aa', 'bb', 'cc')
  UNION ALL SELECT 'paged', pages, revenue, country FROM fixture.visits WHERE site_id IN ('aa', 'bb', 'cc')
) AS v ON regions.id = v.region
GROUP BY label HAVING countIf(way = 'paged') < 5 ORDER BY 2 DESC, label
