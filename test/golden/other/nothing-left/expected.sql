SELECT
  anyOrNullIf(device_, place > 0) AS device,
  sum(visits_) AS visits,
  if(place > 0, 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    device_,
    visits_,
    row_number() OVER (ORDER BY visits_ DESC, toString(device_)) AS position,
    if(position <= {p1:UInt64}, position, 0) AS place
  FROM (
    SELECT
      device AS device_,
      count() AS visits_
    FROM fixture.visits
    WHERE site_id IN {p2:Array(String)}
    GROUP BY device_
  )
)
GROUP BY place
ORDER BY place = 0, place
