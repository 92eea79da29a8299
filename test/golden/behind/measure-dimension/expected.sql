WITH ifNull(`@sites:visitCount?`, 0) AS `@sites:visitCount`
SELECT
  id,
  `@sites:visitCount` AS visitCount,
  `@sites:earned` AS earned,
  sum(toInt128((`@sites:visitCount`))) AS allVisits
FROM fixture.sites FINAL
LEFT ANY JOIN (
  SELECT
    site_id AS `@visitsKey`,
    count() AS `@sites:visitCount?`,
    sum(revenue) AS `@sites:earned`
  FROM fixture.visits
  WHERE site_id IN {p1:Array(String)}
  GROUP BY `@visitsKey`
) AS `@visits` ON id = `@visitsKey`
WHERE id IN {p1:Array(String)}
  AND `@sites:visitCount` < {p2:UInt64}
GROUP BY id, visitCount, earned
ORDER BY allVisits DESC, id, visitCount, earned
LIMIT {p3:UInt64}
