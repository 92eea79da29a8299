SELECT
  id,
  manager_name AS `manager.name`,
  sum(regions_) AS regions
FROM (
  SELECT
    manager_id AS manager_key,
    id,
    ifNull(id IN (
      WITH ifNull(`@sites:visitCount?`, 0) AS `@sites:visitCount`
      SELECT
        region_id AS sitesKey
      FROM fixture.sites FINAL
      LEFT ANY JOIN (
        SELECT
          site_id AS `@visitsKey`,
          count() AS `@sites:visitCount?`
        FROM fixture.visits
        WHERE site_id IN {p1:Array(String)}
        GROUP BY `@visitsKey`
      ) AS `@visits` ON id = `@visitsKey`
      WHERE id IN {p1:Array(String)}
      GROUP BY sitesKey
      HAVING sum(toInt128((`@sites:visitCount`))) >= {p2:UInt64}
    ), false) AS condition,
    ifNull(id IN (
      WITH ifNull(`@sites:visitCount?`, 0) AS `@sites:visitCount`
      SELECT
        region_id
      FROM fixture.sites FINAL
      LEFT ANY JOIN (
        SELECT
          site_id AS `@visitsKey`,
          count() AS `@sites:visitCount?`
        FROM fixture.visits
        WHERE site_id IN {p1:Array(String)}
        GROUP BY `@visitsKey`
      ) AS `@visits` ON id = `@visitsKey`
      WHERE id IN {p1:Array(String)}
        AND `@sites:visitCount` = {p3:UInt64}
    ), false) AS condition_,
    id > {p4:Int64} AS condition__,
    count() AS regions_
  FROM fixture.regions
  GROUP BY manager_key, id, condition, condition_, condition__
) AS regions
LEFT ANY JOIN (
  SELECT
    id AS manager_key,
    name AS manager_name
  FROM fixture.managers
) AS manager USING (manager_key)
WHERE condition OR condition_ OR (manager_name IS NULL AND condition__)
GROUP BY id, `manager.name`
ORDER BY regions DESC, id, `manager.name`
LIMIT {p5:UInt64}
