SELECT
  anyOrNullIf(siteId_, place > 0) AS siteId,
  if(sum(visits_) = 0, NULL, sum(visits_)) AS visits,
  if(sum(rows) = 0, NULL, uniqMerge(visitors)) AS four,
  if(sum(rows) = 0, NULL, uniqMerge(visitors)) / nullIf(any(visitors_total), 0) AS share,
  if(place > 0, 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    siteId_,
    visits_,
    visitors,
    rows,
    revenue_,
    visitors_total,
    row_number() OVER (ORDER BY revenue_ DESC, siteId_) AS position,
    if(position <= {p1:UInt64}, position, 0) AS place
  FROM (
    SELECT
      siteId_,
      visits_,
      visitors,
      rows,
      revenue_,
      uniqMerge(visitors) OVER () AS visitors_total
    FROM (
      SELECT
        site_id AS siteId_,
        countIf(started_at >= {p2:DateTime64(3, 'UTC')} AND started_at < {p3:DateTime64(3, 'UTC')}) AS visits_,
        uniqStateIf(user_id, started_at >= {p4:DateTime64(3, 'UTC')} AND started_at < {p3:DateTime64(3, 'UTC')}) AS visitors,
        countIf(started_at >= {p4:DateTime64(3, 'UTC')} AND started_at < {p3:DateTime64(3, 'UTC')}) AS rows,
        sumOrNullIf(revenue, started_at >= {p2:DateTime64(3, 'UTC')} AND started_at < {p3:DateTime64(3, 'UTC')}) AS revenue_
      FROM fixture.visits
      WHERE started_at >= {p4:DateTime64(3, 'UTC')}
        AND started_at < {p3:DateTime64(3, 'UTC')}
        AND ((started_at >= {p2:DateTime64(3, 'UTC')} AND started_at < {p3:DateTime64(3, 'UTC')}) OR (started_at >= {p4:DateTime64(3, 'UTC')} AND started_at < {p3:DateTime64(3, 'UTC')}))
      GROUP BY siteId_
    )
  )
)
GROUP BY place
ORDER BY place = 0, place
