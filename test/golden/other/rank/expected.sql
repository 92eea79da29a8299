SELECT
  anyOrNullIf(country_, place_ > 0) AS country,
  sum(visits_) AS visits,
  anyOrNullIf(rank, place_ > 0) AS place,
  if(place_ > 0, 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    country_,
    visits_,
    revenue_,
    rank,
    row_number() OVER (ORDER BY visits_ DESC, country_) AS position,
    if(position <= {p1:UInt64}, position, 0) AS place_
  FROM (
    SELECT
      country_,
      visits_,
      revenue_,
      if(isNull(revenue_), NULL, rank() OVER (ORDER BY revenue_ DESC)) AS rank
    FROM (
      SELECT
        country AS country_,
        count() AS visits_,
        sum(revenue) AS revenue_
      FROM fixture.visits
      GROUP BY country_
    )
  )
)
GROUP BY place_
ORDER BY place_ = 0, place_
