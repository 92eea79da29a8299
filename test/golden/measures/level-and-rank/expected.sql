SELECT
  siteId,
  country_ AS country,
  pages_ AS pages,
  visits / nullIf(visits_, 0) AS ofAllVisits,
  place
FROM (
  SELECT
    siteId,
    country_,
    pages_,
    visits,
    visits_,
    if(isNull(pages_), NULL, rank() OVER (PARTITION BY siteId ORDER BY pages_ DESC)) AS place
  FROM (
    SELECT
      siteId,
      country_,
      pages_ AS pages_,
      visits AS visits,
      ifNull(visits_, 0) AS visits_
    FROM (
      SELECT
        siteId,
        country_,
        pages_,
        visits,
        any(visits_) OVER () AS visits_,
        level
      FROM (
        SELECT
          siteId,
          country_,
          any(pages_) AS pages_,
          ifNull(any(visits), 0) AS visits,
          any(visits_) AS visits_,
          level
        FROM (
          SELECT
            site_id AS siteId,
            country AS country_,
            sum(pages) AS pages_,
            count() AS visits,
            NULL AS visits_,
            0 AS level
          FROM fixture.visits
          WHERE site_id IN {p1:Array(String)}
          GROUP BY siteId, country_
          UNION ALL
          SELECT
            NULL AS siteId,
            NULL AS country_,
            NULL AS pages_,
            NULL AS visits,
            count() AS visits_,
            1 AS level
          FROM fixture.visits
          WHERE site_id IN {p1:Array(String)}
        )
        GROUP BY siteId, country_, level
      )
    )
    WHERE level = 0
  )
)
ORDER BY siteId, pages DESC, country
LIMIT {p2:UInt64}
