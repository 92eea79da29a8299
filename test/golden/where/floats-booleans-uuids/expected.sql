SELECT
  countIf(score >= {p1:Float64}) AS a,
  countIf(bounced = {p2:Bool}) AS b,
  countIf(token IN {p3:Array(UUID)}) AS c,
  countIf(toString(device) IN {p4:Array(String)}) AS d,
  countIf(bounced IN {p5:Array(Bool)}) AS e
FROM fixture.visits
WHERE site_id IN {p6:Array(String)}
