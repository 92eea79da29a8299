SELECT
  anyOrNullIf(country_, place > 0) AS country,
  sum(visits_) AS visits,
  sum(revenue_) AS revenue,
  if(place > 0, 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    country_,
    visits_,
    revenue_,
    row_number() OVER (ORDER BY revenue_ DESC, country_) AS position,
    if(position <= {p1:UInt64}, position, 0) AS place
  FROM (
    SELECT
      country AS country_,
      count() AS visits_,
      sum(revenue) AS revenue_
    FROM fixture.visits
    GROUP BY country_
  )
)
GROUP BY place
ORDER BY place = 0, place
