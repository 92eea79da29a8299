SELECT
  country AS value
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND started_at >= {p2:DateTime64(3, 'UTC')}
  AND started_at < {p3:DateTime64(3, 'UTC')}
  AND positionCaseInsensitiveUTF8(country, {p4:String}) > 0
  AND country IS NOT NULL
GROUP BY value
ORDER BY value
LIMIT {p5:UInt64}
