SELECT
  day,
  bounces / nullIf(visits, 0) AS bounceRate,
  bounces_ / nullIf(visits_, 0) AS weekBounceRate,
  visitsSoFar,
  pagesOfMonth,
  bounces__ / nullIf(visits__, 0) AS weekBounceRateBefore,
  pages_ - pages__ AS pagesChange
FROM (
  SELECT
    day,
    ifNull(any(bounces), 0) AS bounces,
    ifNull(any(visits), 0) AS visits,
    any(pages_) AS pages_,
    ifNull(any(bounces_), 0) AS bounces_,
    ifNull(any(visits_), 0) AS visits_,
    ifNull(any(visitsSoFar), 0) AS visitsSoFar,
    any(pagesOfMonth) AS pagesOfMonth,
    ifNull(any(bounces__), 0) AS bounces__,
    ifNull(any(visits__), 0) AS visits__,
    any(pages__) AS pages__
  FROM (
    SELECT
      toDate(started_at, {p1:String}) AS day,
      countIf(bounced) AS bounces,
      count() AS visits,
      sum(pages) AS pages_,
      NULL AS bounces_,
      NULL AS visits_,
      NULL AS visitsSoFar,
      NULL AS pagesOfMonth,
      NULL AS bounces__,
      NULL AS visits__,
      NULL AS pages__
    FROM fixture.visits
    WHERE site_id IN {p2:Array(String)}
      AND started_at >= {p3:DateTime64(3, 'UTC')}
      AND started_at < {p4:DateTime64(3, 'UTC')}
    GROUP BY day
    UNION ALL
    SELECT
      shown_at AS day,
      NULL AS bounces,
      NULL AS visits,
      NULL AS pages_,
      sum(bounces__part) AS bounces_,
      sum(visits__part) AS visits_,
      NULL AS visitsSoFar,
      NULL AS pagesOfMonth,
      NULL AS bounces__,
      NULL AS visits__,
      NULL AS pages__
    FROM (
      SELECT
        bounces__part,
        visits__part,
        arrayJoin(arrayMap(step -> addDays(bucket, step), range(toUInt64({p5:Int64})))) AS shown_at
      FROM (
        SELECT
          toDate(started_at, {p1:String}) AS bucket,
          countIf(bounced) AS bounces__part,
          count() AS visits__part
        FROM fixture.visits
        WHERE site_id IN {p2:Array(String)}
          AND started_at >= {p6:DateTime64(3, 'UTC')}
          AND started_at < {p4:DateTime64(3, 'UTC')}
        GROUP BY bucket
      )
    )
    WHERE shown_at >= {p7:Date32}
      AND shown_at < {p8:Date32}
    GROUP BY day
    UNION ALL
    SELECT
      at AS day,
      NULL AS bounces,
      NULL AS visits,
      NULL AS pages_,
      NULL AS bounces_,
      NULL AS visits_,
      visitsSoFar_value AS visitsSoFar,
      NULL AS pagesOfMonth,
      NULL AS bounces__,
      NULL AS visits__,
      NULL AS pages__
    FROM (
      SELECT
        arrayJoin(arrayMap(step -> addDays(greatest(bucket_, {p7:Date32}), step), range(toUInt64(greatest(0, dateDiff('day', greatest(bucket_, {p7:Date32}), ifNull(until, {p8:Date32}))))))) AS at,
        visitsSoFar_value
      FROM (
        SELECT
          bucket_,
          sum(visitsSoFar_part) OVER (ORDER BY bucket_) AS visitsSoFar_value,
          leadInFrame(toNullable(bucket_)) OVER (ORDER BY bucket_ ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until
        FROM (
          SELECT
            toDate32(started_at, {p1:String}) AS bucket_,
            count() AS visitsSoFar_part
          FROM fixture.visits
          WHERE site_id IN {p2:Array(String)}
            AND started_at < {p4:DateTime64(3, 'UTC')}
          GROUP BY bucket_
        )
      )
    )
    WHERE at >= {p7:Date32}
      AND at < {p8:Date32}
    UNION ALL
    SELECT
      at_ AS day,
      NULL AS bounces,
      NULL AS visits,
      NULL AS pages_,
      NULL AS bounces_,
      NULL AS visits_,
      NULL AS visitsSoFar,
      pagesOfMonth_value AS pagesOfMonth,
      NULL AS bounces__,
      NULL AS visits__,
      NULL AS pages__
    FROM (
      SELECT
        arrayJoin(arrayMap(step -> addDays(greatest(bucket__, {p7:Date32}), step), range(toUInt64(greatest(0, dateDiff('day', greatest(bucket__, {p7:Date32}), ifNull(until_, least({p8:Date32}, period_stop_)))))))) AS at_,
        pagesOfMonth_value
      FROM (
        SELECT
          bucket__,
          addMonths(toStartOfMonth(bucket__), {p9:Int64}) AS period_stop_,
          sum(pagesOfMonth_part) OVER (PARTITION BY toStartOfMonth(bucket__) ORDER BY bucket__) AS pagesOfMonth_value,
          leadInFrame(toNullable(bucket__)) OVER (PARTITION BY toStartOfMonth(bucket__) ORDER BY bucket__ ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until_
        FROM (
          SELECT
            toDate(started_at, {p1:String}) AS bucket__,
            sum(pages) AS pagesOfMonth_part
          FROM fixture.visits
          WHERE site_id IN {p2:Array(String)}
            AND started_at >= {p3:DateTime64(3, 'UTC')}
            AND started_at < {p4:DateTime64(3, 'UTC')}
          GROUP BY bucket__
        )
      )
    )
    WHERE at_ >= {p7:Date32}
      AND at_ < {p8:Date32}
    UNION ALL
    SELECT
      seen_at AS day,
      NULL AS bounces,
      NULL AS visits,
      NULL AS pages_,
      NULL AS bounces_,
      NULL AS visits_,
      NULL AS visitsSoFar,
      NULL AS pagesOfMonth,
      sum(bounces___part) AS bounces__,
      sum(visits___part) AS visits__,
      NULL AS pages__
    FROM (
      SELECT
        bounces___part,
        visits___part,
        addDays(shown_at_, {p5:Int64}) AS seen_at
      FROM (
        SELECT
          bounces___part,
          visits___part,
          arrayJoin(arrayMap(step -> addDays(bucket___, step), range(toUInt64({p5:Int64})))) AS shown_at_
        FROM (
          SELECT
            toDate(started_at, {p1:String}) AS bucket___,
            countIf(bounced) AS bounces___part,
            count() AS visits___part
          FROM fixture.visits
          WHERE site_id IN {p2:Array(String)}
            AND started_at >= {p10:DateTime64(3, 'UTC')}
            AND started_at < {p11:DateTime64(3, 'UTC')}
          GROUP BY bucket___
        )
      )
    )
    WHERE seen_at >= {p7:Date32}
      AND seen_at < {p8:Date32}
    GROUP BY day
    UNION ALL
    SELECT
      addDays(bucket____, {p9:Int64}) AS day,
      NULL AS bounces,
      NULL AS visits,
      NULL AS pages_,
      NULL AS bounces_,
      NULL AS visits_,
      NULL AS visitsSoFar,
      NULL AS pagesOfMonth,
      NULL AS bounces__,
      NULL AS visits__,
      sum(pages___part) AS pages__
    FROM (
      SELECT
        toDate(started_at, {p1:String}) AS bucket____,
        sum(pages) AS pages___part
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
        AND started_at >= {p12:DateTime64(3, 'UTC')}
        AND started_at < {p13:DateTime64(3, 'UTC')}
      GROUP BY bucket____
    )
    GROUP BY day
  )
  GROUP BY day
)
ORDER BY day
LIMIT {p14:UInt64}
