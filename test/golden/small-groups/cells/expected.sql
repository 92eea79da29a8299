SELECT
  siteId,
  device,
  visits
FROM (
  SELECT
    siteId,
    device,
    if(withheld__, NULL, visits) AS visits
  FROM (
    SELECT
      siteId,
      device,
      visits,
      entities,
      size,
      withheld_ OR (length(entities) >= 2 AND dense_rank() OVER (PARTITION BY device, withheld_ OR length(entities) < 2 ORDER BY size, siteId, device) = 1 AND (length(groupUniqArrayArray(2)(if(withheld_, entities, [])) OVER (PARTITION BY device)) BETWEEN 1 AND 1)) AS withheld__
    FROM (
      SELECT
        siteId,
        device,
        visits,
        entities,
        size,
        (length(line) BETWEEN 1 AND 1) OR (length(line) >= 2 AND dense_rank() OVER (PARTITION BY length(line) < 2 ORDER BY line_size, siteId) = 1 AND (length(groupUniqArrayArray(2)(if(length(line) < 2, line, [])) OVER ()) BETWEEN 1 AND 1)) AS withheld,
        (length(entities) BETWEEN 1 AND 1) OR (length(entities) >= 2 AND dense_rank() OVER (PARTITION BY siteId, length(entities) < 2 ORDER BY size, device) = 1 AND (length(groupUniqArrayArray(2)(if(length(entities) < 2, entities, [])) OVER (PARTITION BY siteId)) BETWEEN if(withheld, 0, 1) AND 1)) AS withheld_
      FROM (
        SELECT
          siteId,
          device,
          visits,
          entities,
          size,
          groupUniqArrayArray(2)(entities) OVER (PARTITION BY siteId) AS line,
          sum(size) OVER (PARTITION BY siteId) AS line_size
        FROM (
          SELECT
            site_id AS siteId,
            device,
            count() AS visits,
            groupUniqArray(2)(ifNull(sipHash64(user_id), 0)) AS entities,
            count() AS size
          FROM fixture.visits
          WHERE site_id IN {p1:Array(String)}
          GROUP BY siteId, device
        )
      )
    )
  )
  WHERE length(entities) >= 2
)
ORDER BY siteId, toString(device)
LIMIT {p2:UInt64}
