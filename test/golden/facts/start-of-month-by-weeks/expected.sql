SELECT
  date_ AS `date`,
  `siteDays.total`,
  first
FROM (
  SELECT
    date_,
    any(`siteDays.total`) AS `siteDays.total`,
    any(first) AS first
  FROM (
    SELECT
      toStartOfWeek(date, 1) AS date_,
      sum(toInt128(visit_count)) AS `siteDays.total`,
      NULL AS first
    FROM (
      SELECT
    site_id,
    toDate(started_at, 'UTC') AS date,
    count() AS visit_count
  FROM fixture.visits
  WHERE source != 'a
b'
  GROUP BY site_id, date
    )
    WHERE site_id IN {p1:Array(String)}
      AND date >= {p2:Date32}
      AND date < {p3:Date32}
    GROUP BY date_
    UNION ALL
    SELECT
      date_,
      NULL AS `siteDays.total`,
      sum(first_part) AS first
    FROM (
      SELECT
        first_part,
        toStartOfWeek(shown_at, 1) AS date_
      FROM (
        SELECT
          first_part,
          bucket,
          shown_at
        FROM (
          SELECT
            date AS bucket,
            sum(toInt128(visit_count)) AS first_part
          FROM (
            SELECT
    site_id,
    toDate(started_at, 'UTC') AS date,
    count() AS visit_count
  FROM fixture.visits
  WHERE source != 'a
b'
  GROUP BY site_id, date
          )
          WHERE site_id IN {p1:Array(String)}
            AND date >= {p4:Date32}
            AND date < {p3:Date32}
          GROUP BY bucket
        ) AS buckets
        INNER JOIN (
          SELECT
            arrayJoin(firsts) AS compared,
            arrayJoin(places) AS shown_at
          FROM (
            SELECT
              groupArrayIf(each_bucket, unit_start = first_start) AS firsts,
              groupArrayIf(each_bucket, each_bucket = shown_in AND each_bucket >= {p2:Date32}) AS places
            FROM (
              SELECT
                each_bucket,
                unit_start,
                shown_in,
                unit_period,
                min(unit_start) OVER (PARTITION BY unit_period) AS first_start
              FROM (
                SELECT
                  each_bucket,
                  unit_start,
                  shown_in,
                  argMin(period, each_bucket) OVER (PARTITION BY unit_start) AS unit_period
                FROM (
                  SELECT
                    each_bucket,
                    period,
                    min(each_bucket) OVER (PARTITION BY toStartOfWeek(each_bucket, 1)) AS unit_start,
                    minIf(each_bucket, each_bucket >= {p2:Date32}) OVER (PARTITION BY toStartOfWeek(each_bucket, 1)) AS shown_in
                  FROM (
                    SELECT
                      each_bucket,
                      toStartOfMonth(each_bucket) AS period
                    FROM (
                      SELECT
                        arrayJoin(arrayMap(step -> addDays({p5:Date32}, step), range(toUInt64(dateDiff('day', {p5:Date32}, {p3:Date32}))))) AS each_bucket
                      FROM system.one
                    )
                  )
                  WHERE each_bucket < {p3:Date32}
                )
              )
            )
            WHERE unit_period IS NOT NULL
            GROUP BY unit_period
          )
        ) AS pairs ON toDate32(bucket) = toDate32(compared)
      )
      WHERE shown_at >= {p2:Date32}
        AND shown_at < {p3:Date32}
      LIMIT 1 BY bucket, date_
    )
    GROUP BY date_
  )
  GROUP BY date_
)
ORDER BY `date`
LIMIT {p6:UInt64}
