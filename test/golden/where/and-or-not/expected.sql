SELECT
  count() AS visits
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND ((country = {p2:String} AND toString(device) = {p3:String}) OR (NOT (pages <= {p4:Int64}) AND bounced = {p5:Bool}))
