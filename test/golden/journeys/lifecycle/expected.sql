SELECT
  shown_in AS bucket,
  countIf(states != 'dormant') AS active,
  countIf(states = 'new') AS new,
  countIf(states = 'returning') AS returning,
  countIf(states = 'resurrected') AS resurrected,
  if(addDays(shown_in, 1) <= {p1:Date32}, countIf(states = 'dormant'), NULL) AS dormant
FROM (
  SELECT
    state.1 AS shown_in,
    state.2 AS states
  FROM (
    SELECT
      bucket_,
      lagInFrame(toNullable(bucket_)) OVER (PARTITION BY entity ORDER BY bucket_ ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS before,
      leadInFrame(toNullable(bucket_)) OVER (PARTITION BY entity ORDER BY bucket_ ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS after
    FROM (
      SELECT
        user_id AS entity,
        toDate32(toDate32(started_at, {p2:String})) AS bucket_
      FROM fixture.visits
      WHERE site_id IN {p3:Array(String)}
        AND started_at < {p4:DateTime64(3, 'UTC')}
      GROUP BY entity, bucket_
    )
  )
  ARRAY JOIN [(bucket_, multiIf(before IS NULL, 'new', addDays(before, 1) = bucket_, 'returning', 'resurrected')), (addDays(bucket_, 1), if(after = addDays(bucket_, 1), '', 'dormant'))] AS state
)
WHERE states != ''
  AND (states != 'dormant' OR shown_in <= {p1:Date32})
  AND shown_in >= {p5:Date32}
  AND shown_in <= {p1:Date32}
GROUP BY shown_in
ORDER BY bucket
LIMIT {p6:UInt64}
