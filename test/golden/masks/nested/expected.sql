SELECT
  `../userId`,
  born_,
  guests
FROM (
  SELECT
    CAST(lower(hex(sipHash128ReferenceKeyed(({p1:UInt64}, {p2:UInt64}), toString(user_id)))), 'Nullable(String)') AS `../userId`,
    CAST(toStartOfYear(toDate32(born)), 'Nullable(Date32)') AS born_,
    count() AS guests
  FROM fixture.visits
  WHERE site_id IN (
      SELECT
        id
      FROM fixture.sites FINAL
      WHERE name IN {p3:Array(String)} AND id IN {p4:Array(String)}
    )
  GROUP BY `../userId`, born_
)
WHERE [`../userId`] IN (
    SELECT
      [userId]
    FROM (
      SELECT
        CAST(lower(hex(sipHash128ReferenceKeyed(({p1:UInt64}, {p2:UInt64}), toString(user_id)))), 'Nullable(String)') AS userId
      FROM fixture.visits
      WHERE site_id IN (
          SELECT
            id
          FROM fixture.sites FINAL
          WHERE name IN {p3:Array(String)} AND id IN {p4:Array(String)}
        )
      GROUP BY userId
      ORDER BY count() DESC, userId
      LIMIT {p5:UInt64}
    )
  )
ORDER BY guests DESC, born_
LIMIT {p6:UInt64} BY `../userId`
