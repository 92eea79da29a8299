SELECT
  siteId,
  visits,
  byDesk
FROM (
  SELECT
    siteId,
    if(withheld, NULL, visits) AS visits,
    if(withheld_ OR withheld__, NULL, byDesk) AS byDesk
  FROM (
    SELECT
      siteId,
      visits,
      byDesk,
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
        countIf(toString(device) = {p1:String}) AS byDesk,
        groupUniqArray(2)(ifNull(sipHash64(user_id), 0)) AS entities,
        count() AS size,
        groupUniqArrayOrNullIf(2)(ifNull(sipHash64(user_id), 0), toString(device) = {p1:String}) AS entities_,
        countIf(toString(device) = {p1:String}) AS size_,
        groupUniqArrayOrNullIf(2)(ifNull(sipHash64(user_id), 0), NOT (toString(device) = {p1:String}) OR device IS NULL) AS entities__,
        countIf(NOT (toString(device) = {p1:String}) OR device IS NULL) AS size__
      FROM fixture.visits
      WHERE site_id IN {p2:Array(String)}
      GROUP BY siteId
    )
  )
  WHERE length(entities) >= 2 OR length(entities_) >= 2 OR length(entities__) >= 2
)
ORDER BY siteId
LIMIT {p3:UInt64}
