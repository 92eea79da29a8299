SELECT
  label_ AS label,
  owned,
  ownedRevenue,
  paged,
  pagedInAustralia
FROM (
  SELECT
    label_,
    ifNull(any(owned), 0) AS owned,
    any(ownedRevenue) AS ownedRevenue,
    ifNull(any(paged), 0) AS paged,
    ifNull(any(pagedInAustralia), 0) AS pagedInAustralia
  FROM (
    SELECT
      label AS label_,
      NULL AS owned,
      NULL AS ownedRevenue,
      NULL AS paged,
      NULL AS pagedInAustralia
    FROM fixture.regions
    GROUP BY label_
    UNION ALL
    SELECT
      owned_of_label AS label_,
      sum(visits) AS owned,
      sum(revenue_) AS ownedRevenue,
      NULL AS paged,
      NULL AS pagedInAustralia
    FROM (
      SELECT
        owner_id AS owned_of_key,
        count() AS visits,
        sum(revenue) AS revenue_
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
      GROUP BY owned_of_key
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        id AS owned_of_key,
        label AS owned_of_label,
        true AS owned_of_condition
      FROM fixture.regions
    ) AS owned_of USING (owned_of_key)
    WHERE owned_of_condition
    GROUP BY label_
    UNION ALL
    SELECT
      paged_of_label AS label_,
      NULL AS owned,
      NULL AS ownedRevenue,
      sum(visits) AS paged,
      sum(visits_) AS pagedInAustralia
    FROM (
      SELECT
        pages AS paged_of_key,
        count() AS visits,
        countIf(country = {p2:String}) AS visits_
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
      GROUP BY paged_of_key
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        id AS paged_of_key,
        label AS paged_of_label,
        true AS paged_of_condition
      FROM fixture.regions
    ) AS paged_of USING (paged_of_key)
    WHERE paged_of_condition
    GROUP BY label_
  )
  GROUP BY label_
)
WHERE paged < {p3:UInt64}
ORDER BY owned DESC, label
LIMIT {p4:UInt64}
