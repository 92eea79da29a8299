SELECT
  siteId,
  visits,
  bounces
FROM (
  SELECT
    siteId,
    if(withheld, NULL, visits) AS visits,
    if(withheld_ OR withheld__, NULL, bounces) AS bounces
  FROM (
    SELECT
      siteId,
      visits,
      bounces,
      entities,
      size,
      entities_,
      size_,
      entities__,
      size__,
      (length(entities) BETWEEN 1 AND 1) OR (length(entities) >= 2 AND dense_rank() OVER (PARTITION BY length(entities) < 2 ORDER BY size, siteId) = 1 AND (length(groupUniqArrayArray(2)(if(length(entities) < 2, entities, [])) OVER ()) BETWEEN 1 AND 1)) AS withheld,
      (length(entities_) BETWEEN 1 AND 1) OR (length(entities_) >= 2 AND dense_rank() OVER (PARTITION BY length(entities_) < 2 ORDER BY size_, siteId) = 1 AND (length(groupUniqArrayArray(2)(if(length(entities_) < 2, entities_, [])) OVER ()) BETWEEN 1 AND 1)) AS withheld_,
      (length(entities__) BETWEEN 1 AND 1) OR (length(entities__) >= 2 AND dense_rank() OVER (PARTITION BY length(entities__) < 2 ORDER BY size__, siteId) = 1 AND (length(groupUniqArrayArray(2)(if(length(entities__) < 2, entities__, [])) OVER ()) BETWEEN 1 AND 1)) AS withheld__
    FROM (
      SELECT
        site_id AS siteId,
        count() AS visits,
        countIf(bounced) AS bounces,
        groupUniqArray(2)(ifNull(sipHash64(user_id), 0)) AS entities,
        count() AS size,
        groupUniqArrayOrNullIf(2)(ifNull(sipHash64(user_id), 0), bounced) AS entities_,
        countIf(bounced) AS size_,
        groupUniqArrayOrNullIf(2)(ifNull(sipHash64(user_id), 0), NOT (ifNull((bounced), false))) AS entities__,
        countIf(NOT (ifNull((bounced), false))) AS size__
      FROM fixture.visits
      WHERE site_id IN {p1:Array(String)}
      GROUP BY siteId
    )
  )
  WHERE length(entities) >= 2 OR length(entities_) >= 2 OR length(entities__) >= 2
)
ORDER BY siteId
LIMIT {p2:UInt64}
