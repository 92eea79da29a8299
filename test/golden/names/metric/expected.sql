SELECT
  sumOrNullIf(multiIf(site_id IN {p1:Array(String)}, score, site_id IN {p2:Array(String)}, toFloat64(pages), NULL), NOT bounced) AS sum,
  avgOrNullIf(multiIf(site_id IN {p1:Array(String)}, score, site_id IN {p2:Array(String)}, toFloat64(pages), NULL), NOT bounced) AS avg,
  minOrNullIf(multiIf(site_id IN {p1:Array(String)}, score, site_id IN {p2:Array(String)}, toFloat64(pages), NULL), NOT bounced) AS min,
  maxOrNullIf(multiIf(site_id IN {p1:Array(String)}, score, site_id IN {p2:Array(String)}, toFloat64(pages), NULL), NOT bounced) AS max
FROM fixture.visits
WHERE site_id IN {p3:Array(String)}
