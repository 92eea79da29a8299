SELECT
  userId,
  guests,
  before,
  guests / nullIf(guests_, 0) AS part
FROM (
  SELECT
    userId,
    guests AS guests,
    before AS before,
    ifNull(guests_, 0) AS guests_
  FROM (
    SELECT
      userId,
      guests,
      before,
      any(guests_) OVER () AS guests_,
      level
    FROM (
      SELECT
        userId,
        ifNull(any(guests), 0) AS guests,
        ifNull(any(before), 0) AS before,
        any(guests_) AS guests_,
        level
      FROM (
        SELECT
          CAST(lower(hex(sipHash128ReferenceKeyed(({p1:UInt64}, {p2:UInt64}), toString(user_id)))), 'Nullable(String)') AS userId,
          count() AS guests,
          NULL AS before,
          NULL AS guests_,
          0 AS level
        FROM fixture.visits
        WHERE site_id IN (
            SELECT
              id
            FROM fixture.sites FINAL
            WHERE name IN {p3:Array(String)} AND id IN {p4:Array(String)}
          )
          AND started_at >= {p5:DateTime64(3, 'UTC')}
          AND started_at < {p6:DateTime64(3, 'UTC')}
        GROUP BY userId
        UNION ALL
        SELECT
          CAST(lower(hex(sipHash128ReferenceKeyed(({p1:UInt64}, {p2:UInt64}), toString(user_id)))), 'Nullable(String)') AS userId,
          NULL AS guests,
          count() AS before,
          NULL AS guests_,
          0 AS level
        FROM fixture.visits
        WHERE site_id IN (
            SELECT
              id
            FROM fixture.sites FINAL
            WHERE name IN {p3:Array(String)} AND id IN {p4:Array(String)}
          )
          AND started_at >= {p7:DateTime64(3, 'UTC')}
          AND started_at < {p8:DateTime64(3, 'UTC')}
        GROUP BY userId
        UNION ALL
        SELECT
          NULL AS userId,
          NULL AS guests,
          NULL AS before,
          count() AS guests_,
          1 AS level
        FROM fixture.visits
        WHERE site_id IN (
            SELECT
              id
            FROM fixture.sites FINAL
            WHERE name IN {p3:Array(String)} AND id IN {p4:Array(String)}
          )
          AND started_at >= {p5:DateTime64(3, 'UTC')}
          AND started_at < {p6:DateTime64(3, 'UTC')}
      )
      GROUP BY userId, level
    )
  )
  WHERE level = 0
)
ORDER BY userId
LIMIT {p9:UInt64}
