SELECT
  anyOrNullIf(siteId_, place > 0) AS siteId,
  anyOrNullIf(device_, place > 0) AS device,
  sum(visits_) AS visits,
  toFloat64(sum(revenue_)) / nullIf(sum(visits_), 0) AS revenuePerVisit,
  if(place > 0, 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    siteId_,
    device_,
    visits_,
    revenue_,
    row_number() OVER (ORDER BY visits_ DESC, siteId_, toString(device_)) AS position,
    if(position <= {p1:UInt64}, position, 0) AS place
  FROM (
    SELECT
      site_id AS siteId_,
      device AS device_,
      count() AS visits_,
      sum(revenue) AS revenue_
    FROM fixture.visits
    WHERE site_id IN {p2:Array(String)}
    GROUP BY siteId_, device_
  )
)
GROUP BY place
ORDER BY place = 0, place
