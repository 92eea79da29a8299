SELECT
  visits,
  pages_ AS pages
FROM (
  SELECT
    if((length(entities) BETWEEN 1 AND 1), NULL, visits) AS visits,
    if((length(entities) BETWEEN 1 AND 1), NULL, pages_) AS pages_
  FROM (
    SELECT
      count() AS visits,
      sumOrNull(pages) AS pages_,
      groupUniqArrayOrNull(2)(ifNull(sipHash64(user_id), 0)) AS entities,
      count() AS size
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
      AND site_id = {p2:String}
      AND toString(device) = {p3:String}
  )
)
