SELECT
  country_ AS country,
  n,
  who,
  who / nullIf(people, 0) AS rate,
  who / nullIf(people_, 0) AS inGroup
FROM (
  SELECT
    country_,
    n AS n,
    who AS who,
    people_ AS people_,
    ifNull(people, 0) AS people
  FROM (
    SELECT
      country_,
      n,
      who,
      people_,
      any(people) OVER () AS people,
      level
    FROM (
      SELECT
        country_,
        ifNull(any(n), 0) AS n,
        ifNull(any(who), 0) AS who,
        ifNull(any(people_), 0) AS people_,
        any(people) AS people,
        level
      FROM (
        SELECT
          country AS country_,
          countIf((site_id IN {p1:Array(String)} AND (source = {p2:String} AND toString(device) = {p3:String})) OR (site_id IN {p4:Array(String)} AND ifNull((visit_id, site_id) IN (
            SELECT
              visit_id,
              site_id
            FROM fixture.notes
            WHERE (site_id IN {p5:Array(String)} OR open IN {p6:Array(Bool)})
              AND match(body, {p7:String})
          ), false))) AS n,
          uniqExactIf(user_id, (site_id IN {p1:Array(String)} AND (source = {p2:String} AND toString(device) = {p3:String})) OR (site_id IN {p4:Array(String)} AND ifNull((visit_id, site_id) IN (
            SELECT
              visit_id,
              site_id
            FROM fixture.notes
            WHERE (site_id IN {p5:Array(String)} OR open IN {p6:Array(Bool)})
              AND match(body, {p7:String})
          ), false))) AS who,
          uniqExact(user_id) AS people_,
          NULL AS people,
          0 AS level
        FROM fixture.visits
        WHERE site_id IN {p5:Array(String)}
        GROUP BY country_
        UNION ALL
        SELECT
          NULL AS country_,
          NULL AS n,
          NULL AS who,
          NULL AS people_,
          uniqExact(user_id) AS people,
          1 AS level
        FROM fixture.visits
        WHERE site_id IN {p5:Array(String)}
      )
      GROUP BY country_, level
    )
  )
  WHERE level = 0
)
ORDER BY n DESC, country
LIMIT {p8:UInt64}
