SELECT
  (countIf(site_id IN {p1:Array(String)} AND (source = {p2:String} AND toString(device) = {p3:String})) * 1050 + countIf(site_id IN {p4:Array(String)} AND ifNull((visit_id, site_id) IN (
    SELECT
      visit_id,
      site_id
    FROM fixture.notes
    WHERE (site_id IN {p5:Array(String)} OR open IN {p6:Array(Bool)})
      AND match(body, {p7:String})
  ), false)) * 25) / 100 AS value
FROM fixture.visits
WHERE site_id IN {p5:Array(String)}
