SELECT
  anyOrNullIf(country_, place > 0) AS country,
  sum(visits_) AS visits,
  uniqMerge(visitors_) AS visitors,
  sum(bounces) / nullIf(sum(visits_), 0) AS bounceRate,
  quantileExactMerge(0.5)(medianScore_) AS medianScore,
  sum(revenue_) AS revenue,
  if(place > 0, 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    country_,
    visits_,
    visitors_,
    bounces,
    medianScore_,
    revenue_,
    row_number() OVER (ORDER BY visits_ DESC, country_) AS position,
    if(position <= {p1:UInt64}, position, 0) AS place
  FROM (
    SELECT
      country AS country_,
      count() AS visits_,
      uniqState(user_id) AS visitors_,
      countIf(bounced) AS bounces,
      quantileExactState(0.5)(score) AS medianScore_,
      sum(revenue) AS revenue_
    FROM fixture.visits
    GROUP BY country_
  )
)
GROUP BY place
ORDER BY place = 0, place
