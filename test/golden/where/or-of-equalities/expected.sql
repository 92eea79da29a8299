SELECT
  count() AS visits,
  countIf(revenue = {p1:Decimal(38, 3)} OR revenue = {p2:Decimal(38, 3)} OR revenue = {p3:Decimal(38, 3)} OR revenue = {p4:Decimal(38, 2)}) AS byPrice,
  countIf(started_at = {p5:DateTime64(6, 'UTC')} OR started_at = {p6:DateTime64(6, 'UTC')} OR started_at = {p7:DateTime64(6, 'UTC')} OR started_at = {p8:DateTime64(6, 'UTC')}) AS byTime,
  countIf(started_at != {p5:DateTime64(6, 'UTC')} AND started_at != {p6:DateTime64(6, 'UTC')} AND started_at != {p7:DateTime64(6, 'UTC')} AND started_at != {p8:DateTime64(6, 'UTC')}) AS byNone
FROM fixture.visits
WHERE site_id IN {p9:Array(String)}
