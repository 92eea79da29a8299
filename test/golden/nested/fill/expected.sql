SELECT
  `../country`,
  day,
  visits,
  revenue
FROM (
  SELECT
    `../country`,
    cell.1 AS day,
    cell.2 AS visits,
    cell.3 AS revenue
  FROM (
    SELECT
      `../country`,
      groupArray((day, visits, revenue_)) AS cells
    FROM (
      SELECT
        country AS `../country`,
        toDate(started_at, {p1:String}) AS day,
        count() AS visits,
        ifNull(sum(revenue), 0) AS revenue_
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
        AND started_at >= {p3:DateTime64(3, 'UTC')}
        AND started_at < {p4:DateTime64(3, 'UTC')}
      GROUP BY `../country`, day
    )
    GROUP BY `../country`
  )
  ARRAY JOIN arrayFilter((cell, times) -> times = 1, arrayConcat(cells, arrayMap(bucket -> (bucket, 0, 0), {p5:Array(Date32)})), arrayEnumerateUniq(arrayConcat(cells.1, {p5:Array(Date32)}))) AS cell
)
WHERE [`../country`] IN (
    SELECT
      [country]
    FROM (
      SELECT
        country,
        count() AS visits
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
        AND started_at >= {p3:DateTime64(3, 'UTC')}
        AND started_at < {p4:DateTime64(3, 'UTC')}
      GROUP BY country
      ORDER BY visits DESC, country
      LIMIT {p6:UInt64}
    )
  )
ORDER BY day
LIMIT {p7:UInt64} BY `../country`
