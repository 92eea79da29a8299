SELECT
  anyOrNullIf(userId_, place > 0) AS userId,
  sum(guests_) AS guests,
  if(place > 0, 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    userId_,
    guests_,
    row_number() OVER (ORDER BY guests_ DESC, userId_) AS position,
    if(position <= {p1:UInt64}, position, 0) AS place
  FROM (
    SELECT
      CAST(lower(hex(sipHash128ReferenceKeyed(({p2:UInt64}, {p3:UInt64}), toString(user_id)))), 'Nullable(String)') AS userId_,
      count() AS guests_
    FROM fixture.visits
    WHERE site_id IN (
        SELECT
          id
        FROM fixture.sites FINAL
        WHERE name IN {p4:Array(String)} AND id IN {p5:Array(String)}
      )
    GROUP BY userId_
  )
)
GROUP BY place
ORDER BY place = 0, place
