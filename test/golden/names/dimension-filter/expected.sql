SELECT
  country,
  count() AS hits,
  countIf(multiIf(site_id IN {p1:Array(String)}, nullIf(source, ''), site_id IN {p2:Array(String)}, toString(device), NULL) = {p3:String}) AS mobile
FROM fixture.visits
WHERE site_id IN {p4:Array(String)}
  AND ((multiIf(site_id IN {p1:Array(String)}, nullIf(source, ''), site_id IN {p2:Array(String)}, toString(device), NULL) IN {p5:Array(String)} OR multiIf(site_id IN {p1:Array(String)}, nullIf(source, ''), site_id IN {p2:Array(String)}, toString(device), NULL) IS NULL) OR positionCaseInsensitiveUTF8(multiIf(site_id IN {p1:Array(String)}, nullIf(source, ''), site_id IN {p2:Array(String)}, toString(device), NULL), {p6:String}) > 0)
GROUP BY country
ORDER BY hits DESC, country
LIMIT {p7:UInt64}
