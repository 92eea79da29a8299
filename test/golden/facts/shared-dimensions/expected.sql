SELECT
  date_ AS `date`,
  site,
  pages_ / nullIf(`siteDays.total`, 0) AS pagesPerCounted,
  countedBefore,
  `siteDays.total`,
  `visits.endedVisits`
FROM (
  SELECT
    date_,
    site,
    any(pages_) AS pages_,
    any(`siteDays.total`) AS `siteDays.total`,
    any(countedBefore) AS countedBefore,
    ifNull(any(`visits.endedVisits`), 0) AS `visits.endedVisits`
  FROM (
    SELECT
      toDate(started_at, {p1:String}) AS date_,
      site_id AS site,
      sum(pages) AS pages_,
      NULL AS `siteDays.total`,
      NULL AS countedBefore,
      NULL AS `visits.endedVisits`
    FROM fixture.visits
    WHERE site_id IN {p2:Array(String)}
      AND started_at >= {p3:DateTime64(3, 'UTC')}
      AND started_at < {p4:DateTime64(3, 'UTC')}
      AND site_id IN {p5:Array(String)}
    GROUP BY date_, site
    UNION ALL
    SELECT
      date AS date_,
      site_id AS site,
      NULL AS pages_,
      sum(toInt128(visit_count)) AS `siteDays.total`,
      NULL AS countedBefore,
      NULL AS `visits.endedVisits`
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
    WHERE site_id IN {p2:Array(String)}
      AND date >= {p6:Date32}
      AND date < {p7:Date32}
      AND site_id IN {p5:Array(String)}
    GROUP BY date_, site
    UNION ALL
    SELECT
      addDays(bucket, {p8:Int64}) AS date_,
      site,
      NULL AS pages_,
      NULL AS `siteDays.total`,
      sum(countedBefore_part) AS countedBefore,
      NULL AS `visits.endedVisits`
    FROM (
      SELECT
        site_id AS site,
        date AS bucket,
        sum(toInt128(visit_count)) AS countedBefore_part
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
      WHERE site_id IN {p2:Array(String)}
        AND date >= {p9:Date32}
        AND date < {p10:Date32}
        AND site_id IN {p5:Array(String)}
      GROUP BY site, bucket
    )
    GROUP BY site, date_
    UNION ALL
    SELECT
      toDate(ended_at, {p1:String}) AS date_,
      site_id AS site,
      NULL AS pages_,
      NULL AS `siteDays.total`,
      NULL AS countedBefore,
      count() AS `visits.endedVisits`
    FROM fixture.visits
    WHERE site_id IN {p2:Array(String)}
      AND ended_at >= {p3:DateTime64(3, 'UTC')}
      AND ended_at < {p4:DateTime64(3, 'UTC')}
      AND site_id IN {p5:Array(String)}
    GROUP BY date_, site
  )
  GROUP BY date_, site
)
ORDER BY `date`, site
LIMIT {p11:UInt64}
