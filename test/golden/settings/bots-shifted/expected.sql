SELECT
  started,
  visits,
  before,
  botsBefore
FROM (
  SELECT
    started,
    ifNull(any(visits), 0) AS visits,
    ifNull(any(before), 0) AS before,
    ifNull(any(botsBefore), 0) AS botsBefore
  FROM (
    SELECT
      toDate(started_at, {p1:String}) AS started,
      count() AS visits,
      NULL AS before,
      NULL AS botsBefore
    FROM fixture.visits
    WHERE site_id IN {p2:Array(String)}
      AND NOT bounced
      AND started_at >= {p3:DateTime64(3, 'UTC')}
      AND started_at < {p4:DateTime64(3, 'UTC')}
    GROUP BY started
    UNION ALL
    SELECT
      addDays(bucket, {p5:Int64}) AS started,
      NULL AS visits,
      sum(before_part) AS before,
      NULL AS botsBefore
    FROM (
      SELECT
        toDate(started_at, {p1:String}) AS bucket,
        count() AS before_part
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
        AND NOT bounced
        AND started_at >= {p6:DateTime64(3, 'UTC')}
        AND started_at < {p7:DateTime64(3, 'UTC')}
      GROUP BY bucket
    )
    GROUP BY started
    UNION ALL
    SELECT
      addDays(bucket_, {p5:Int64}) AS started,
      NULL AS visits,
      NULL AS before,
      sum(botsBefore_part) AS botsBefore
    FROM (
      SELECT
        toDate(started_at, {p1:String}) AS bucket_,
        countIf(bounced) AS botsBefore_part
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
        AND started_at >= {p6:DateTime64(3, 'UTC')}
        AND started_at < {p7:DateTime64(3, 'UTC')}
      GROUP BY bucket_
    )
    GROUP BY started
  )
  GROUP BY started
)
ORDER BY started
LIMIT {p8:UInt64}
