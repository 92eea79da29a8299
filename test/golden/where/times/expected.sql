SELECT
  countIf(started_at > {p1:DateTime64(3, 'UTC')}) AS a,
  countIf(ended_at <= {p2:DateTime64(3, 'UTC')}) AS b,
  countIf(born < {p3:Date32}) AS c,
  countIf(day IN {p4:Array(Date32)}) AS d,
  countIf(ended_at IS NULL) AS e
FROM fixture.visits
WHERE site_id IN {p5:Array(String)}
