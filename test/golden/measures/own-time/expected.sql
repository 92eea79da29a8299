SELECT
  visits,
  endedVisits,
  before
FROM (
  SELECT
    any(visits) AS visits,
    any(endedVisits) AS endedVisits,
    any(before) AS before
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
