SELECT
  cell.1 AS day,
  `site.name`,
  cell.2 AS visits,
  cell.3 / nullIf(visits, 0) AS bounceRate
FROM (
  SELECT
    `site.name`,
    groupArray((day, visits, bounces_)) AS cells
  FROM (
    SELECT
      site_name AS `site.name`,
      day,
      sum(visits_) AS visits,
      sum(bounces) AS bounces_
    FROM (
      SELECT
        site_id AS site_key,
        toDate(started_at, {p1:String}) AS day,
        count() AS visits_,
        countIf(bounced) AS bounces
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
        AND started_at >= {p3:DateTime64(3, 'UTC')}
        AND started_at < {p4:DateTime64(3, 'UTC')}
      GROUP BY site_key, day
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        id AS site_key,
        name AS site_name
      FROM fixture.sites FINAL
      WHERE id IN {p2:Array(String)}
    ) AS site USING (site_key)
    GROUP BY `site.name`, day
  )
  GROUP BY `site.name`
)
ARRAY JOIN arrayFilter((cell, times) -> times = 1, arrayConcat(cells, arrayMap(bucket -> (bucket, 0, 0), {p5:Array(Date32)})), arrayEnumerateUniq(arrayConcat(cells.1, {p5:Array(Date32)}))) AS cell
ORDER BY day, `site.name`
LIMIT {p6:UInt64}
