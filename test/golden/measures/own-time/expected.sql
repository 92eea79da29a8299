SELECT
  visits,
  endedVisits,
  before
FROM (
  SELECT
    ifNull(any(visits), 0) AS visits,
    ifNull(any(endedVisits), 0) AS endedVisits,
    ifNull(any(before), 0) AS before
  FROM (
    SELECT
      count() AS visits,
      NULL AS endedVisits,
      NULL AS before
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
      AND started_at >= {p2:DateTime64(3, 'UTC')}
      AND started_at < {p3:DateTime64(3, 'UTC')}
    UNION ALL
    SELECT
      NULL AS visits,
      count() AS endedVisits,
      NULL AS before
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
      AND ended_at >= {p2:DateTime64(3, 'UTC')}
      AND ended_at < {p3:DateTime64(3, 'UTC')}
    UNION ALL
    SELECT
      NULL AS visits,
      NULL AS endedVisits,
      count() AS before
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
      AND ended_at >= {p4:DateTime64(3, 'UTC')}
      AND ended_at < {p2:DateTime64(3, 'UTC')}
  )
)
