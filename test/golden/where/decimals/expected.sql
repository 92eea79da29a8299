SELECT
  countIf(revenue = {p1:Decimal(38, 2)}) AS a,
  countIf((revenue BETWEEN {p2:Decimal(38, 3)} AND {p3:Decimal(38, 2)})) AS b,
  countIf(revenue IN {p4:Array(Decimal(38, 3))}) AS c
FROM fixture.visits
WHERE site_id IN {p5:Array(String)}
