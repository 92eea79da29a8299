SELECT
  count() AS rowCount
FROM (
  SELECT
    region_label AS `region.label`
  FROM (
    SELECT
      owner_id AS region_key
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
    GROUP BY region_key
  ) AS visits
  LEFT ANY JOIN (
    SELECT
      id AS region_key,
      label AS region_label
    FROM fixture.regions
  ) AS region USING (region_key)
  GROUP BY `region.label`
)
