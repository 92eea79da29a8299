SELECT
  countIf(startsWithCaseInsensitiveUTF8(country, {p1:String})) AS a,
  countIf(endsWithCaseInsensitiveUTF8(country, {p2:String})) AS b,
  countIf(positionCaseInsensitiveUTF8(source, {p3:String}) > 0) AS c,
  countIf(match(source, {p4:String})) AS d,
  countIf(positionCaseInsensitiveUTF8(source, {p5:String}) > 0) AS e
FROM fixture.visits
WHERE site_id IN {p6:Array(String)}
