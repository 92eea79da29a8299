SELECT
  multiIf(site_id IN {p1:Array(String)}, nullIf(source, ''), site_id IN {p2:Array(String)}, toString(device), NULL) AS value
FROM fixture.visits
WHERE site_id IN {p3:Array(String)}
  AND positionCaseInsensitiveUTF8(multiIf(site_id IN {p1:Array(String)}, nullIf(source, ''), site_id IN {p2:Array(String)}, toString(device), NULL), {p4:String}) > 0
  AND multiIf(site_id IN {p1:Array(String)}, nullIf(source, ''), site_id IN {p2:Array(String)}, toString(device), NULL) IS NOT NULL
GROUP BY value
ORDER BY value
LIMIT {p5:UInt64}
