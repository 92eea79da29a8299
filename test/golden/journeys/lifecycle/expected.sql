SELECT
  shown_in AS bucket,
  active_ AS active,
  new_ AS new,
  returning_ AS returning,
  resurrected_ AS resurrected,
  if(addDays(shown_in, 1) <= {p1:Date32}, dormant_, NULL) AS dormant
FROM (
  SELECT
    cell.1 AS shown_in,
    cell.2 AS active_,
    cell.3 AS new_,
    cell.4 AS returning_,
    cell.5 AS resurrected_,
    cell.6 AS dormant_
  FROM (
    SELECT
      groupArray((shown_in, active_, new_, returning_, resurrected_, dormant_)) AS cells
    FROM (
      SELECT
        shown_in,
        countIf(states != 'dormant') AS active_,
        countIf(states = {p2:String}) AS new_,
        countIf(states = {p3:String}) AS returning_,
        countIf(states = {p4:String}) AS resurrected_,
        countIf(states = {p5:String}) AS dormant_
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
              toDate32(toDate32(started_at, {p6:String})) AS bucket_
            FROM fixture.visits
            WHERE site_id IN {p7:Array(String)}
              AND started_at < {p8:DateTime64(3, 'UTC')}
            GROUP BY entity, bucket_
          )
        )
        ARRAY JOIN [(bucket_, multiIf(before IS NULL, 'new', addDays(before, 1) = bucket_, 'returning', 'resurrected')), (addDays(bucket_, 1), if(after = addDays(bucket_, 1), '', 'dormant'))] AS state
      )
      WHERE states != ''
        AND (states != 'dormant' OR shown_in <= {p1:Date32})
        AND shown_in >= {p9:Date32}
        AND shown_in <= {p1:Date32}
      GROUP BY shown_in
    )
  )
  ARRAY JOIN arrayFilter((cell, times) -> times = 1, arrayConcat(cells, arrayMap(empty_bucket -> (empty_bucket, 0, 0, 0, 0, 0), {p10:Array(Date32)})), arrayEnumerateUniq(arrayConcat(cells.1, {p10:Array(Date32)}))) AS cell
)
ORDER BY bucket
LIMIT {p11:UInt64}
