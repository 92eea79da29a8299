SELECT
  sumOrNullIf(revenue, (source = 'paid') AND (country = {p1:String} OR pages >= {p2:Int64})) AS paidRevenue,
  countIf(bounced AND (country IS NULL OR site_id = {p3:String})) AS bounces
FROM fixture.visits
WHERE site_id IN {p4:Array(String)}
