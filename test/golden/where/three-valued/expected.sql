SELECT
  countIf(NOT (country = {p1:String} OR pages > {p2:Int64})) AS a,
  countIf(country != {p1:String} OR pages < {p3:Int64}) AS b
FROM fixture.visits
WHERE site_id IN {p4:Array(String)}
