SELECT
  anyOrNullIf(country_, place > 0) AS country,
  sum(visits_) AS visits,
  uniqMerge(visitors) / nullIf(any(visitors_total), 0) AS share,
  if(place > 0, 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    country_,
    visits_,
    visitors,
    visitors_total,
    row_number() OVER (PARTITION BY ifNull(visits_ > {p1:UInt64}, false) ORDER BY (finalizeAggregation(visitors) / nullIf(visitors_total, 0)) DESC, country_) AS position,
    if(ifNull(visits_ > {p1:UInt64}, false) AND position <= {p2:UInt64}, position, 0) AS place
  FROM (
    SELECT
      country_,
      visits_,
      visitors,
      uniqMerge(visitors) OVER () AS visitors_total
    FROM (
      SELECT
        country AS country_,
        count() AS visits_,
        uniqState(user_id) AS visitors
      FROM fixture.visits
      GROUP BY country_
    )
  )
)
GROUP BY place
ORDER BY place = 0, place
