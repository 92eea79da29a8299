SELECT
  anyOrNullIf(country_, place > 0) AS country,
  sum(visits_) AS visits,
  uniqMerge(visitors_) AS visitors,
  if(place > 0, 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    country_,
    visits_,
    visitors_,
    row_number() OVER (ORDER BY visits_ DESC, country_) AS position,
    if(position <= {p1:UInt64}, position, 0) AS place
  FROM (
    SELECT
      country AS country_,
      count() AS visits_,
      uniqState(user_id) AS visitors_
    FROM fixture.visits
    WHERE site_id IN {p2:Array(String)}
    GROUP BY country_
  )
)
GROUP BY place
ORDER BY place = 0, place
