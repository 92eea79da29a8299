WITH cells AS (
  SELECT site_id, toString(device) AS device, uniqExact(user_id) AS visitors, count(*) AS visits
  FROM fixture.visits WHERE site_id IN ('aa', 'bb', 'cc') GROUP BY site_id, device
)
SELECT site_id, device, if(site_id IN (SELECT site_id FROM cells WHERE visitors < 2), NULL, visits)
FROM cells WHERE visitors >= 2 ORDER BY site_id, device
