SELECT
  countIf(bytes = {p1:UInt64}) AS a,
  countIf(bytes IN {p2:Array(UInt64)}) AS b,
  countIf(bytes > {p3:Int64}) AS c,
  countIf(pages < {p4:Int128}) AS d,
  countIf(pages IN {p5:Array(Int64)}) AS e
FROM fixture.visits
WHERE site_id IN {p6:Array(String)}
