SELECT
  anyOrNullIf(country_, place > 0) AS country,
  if(sum(visits_) = 0, NULL, sum(visits_)) AS visits,
  if(sum(visits_) = 0, NULL, uniqMerge(visitors_)) AS visitors,
  sumOrNull(revenue_) AS revenue,
  if(sum(visits__) = 0, NULL, sum(visits__)) AS before,
  if(sum(visits_) = 0, NULL, uniqMerge(visitors_)) - if(sum(visits__) = 0, NULL, uniqMerge(visitors__)) AS change,
  toFloat64(sumOrNull(revenue_) - sumOrNull(revenue__)) / nullIf(sumOrNull(revenue__), 0) AS growth,
  if(place > 0, 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    country_,
    visits_,
    visitors_,
    revenue_,
    visits__,
    visitors__,
    revenue__,
    row_number() OVER (ORDER BY if(visits__ = 0, NULL, visits__) DESC, country_) AS position,
    if(position <= {p1:UInt64}, position, 0) AS place
  FROM (
    SELECT
      country AS country_,
      countIf(started_at >= {p2:DateTime64(3, 'UTC')} AND started_at < {p3:DateTime64(3, 'UTC')}) AS visits_,
      uniqStateIf(user_id, started_at >= {p2:DateTime64(3, 'UTC')} AND started_at < {p3:DateTime64(3, 'UTC')}) AS visitors_,
      sumOrNullIf(revenue, started_at >= {p2:DateTime64(3, 'UTC')} AND started_at < {p3:DateTime64(3, 'UTC')}) AS revenue_,
      countIf(started_at >= {p4:DateTime64(3, 'UTC')} AND started_at < {p2:DateTime64(3, 'UTC')}) AS visits__,
      uniqStateIf(user_id, started_at >= {p4:DateTime64(3, 'UTC')} AND started_at < {p2:DateTime64(3, 'UTC')}) AS visitors__,
      sumOrNullIf(revenue, started_at >= {p4:DateTime64(3, 'UTC')} AND started_at < {p2:DateTime64(3, 'UTC')}) AS revenue__
    FROM fixture.visits
    WHERE started_at >= {p4:DateTime64(3, 'UTC')}
      AND started_at < {p3:DateTime64(3, 'UTC')}
      AND ((started_at >= {p2:DateTime64(3, 'UTC')} AND started_at < {p3:DateTime64(3, 'UTC')}) OR (started_at >= {p4:DateTime64(3, 'UTC')} AND started_at < {p2:DateTime64(3, 'UTC')}))
    GROUP BY country_
  )
)
GROUP BY place
ORDER BY place = 0, place
