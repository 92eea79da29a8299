SELECT
  site_id AS siteId,
  toUInt64(round(sum(multiIf(site_id IN {p1:Array(String)}, toDecimal128({p2:String}, 9), site_id IN {p3:Array(String)}, toDecimal128({p4:String}, 9), toDecimal128({p5:String}, 9))))) AS visits,
  toInt128(round(sum(toDecimal256(pages, 0) * multiIf(site_id IN {p1:Array(String)}, toDecimal128({p2:String}, 9), site_id IN {p3:Array(String)}, toDecimal128({p4:String}, 9), toDecimal128({p5:String}, 9))))) AS pages_,
  toDecimal256(round(sum(toDecimal256(revenue, 2) * multiIf(site_id IN {p1:Array(String)}, toDecimal128({p2:String}, 9), site_id IN {p3:Array(String)}, toDecimal128({p4:String}, 9), toDecimal128({p5:String}, 9))), 2), 2) AS revenue_,
  toDecimal256(round(sum(toDecimal256(tax, 4) * multiIf(site_id IN {p1:Array(String)}, toDecimal128({p2:String}, 9), site_id IN {p3:Array(String)}, toDecimal128({p4:String}, 9), toDecimal128({p5:String}, 9))), 4), 4) AS tax_,
  toUInt64(round(sumIf(multiIf(site_id IN {p1:Array(String)}, toDecimal128({p2:String}, 9), site_id IN {p3:Array(String)}, toDecimal128({p4:String}, 9), toDecimal128({p5:String}, 9)), isNotNull(score)))) AS rated
FROM fixture.visits
WHERE site_id IN {p6:Array(String)}
GROUP BY siteId
ORDER BY siteId
LIMIT {p7:UInt64}
