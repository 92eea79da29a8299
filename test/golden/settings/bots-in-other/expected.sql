WITH `#rows 0` AS (
  SELECT
    country AS group1
  FROM (
    SELECT
      country
    FROM fixture.visits
    WHERE site_id IN {p1:Array(String)}
      AND NOT bounced
    GROUP BY country
    ORDER BY count() DESC, country
    LIMIT {p2:UInt64}
  )
)
SELECT
  if([country] IN (SELECT [group1] FROM `#rows 0`), country, NULL) AS country_,
  count() AS visits,
  uniq(user_id) AS visitors,
  if([country] IN (SELECT [group1] FROM `#rows 0`), 'VALUE', 'OTHER') AS `#kind`
FROM fixture.visits
WHERE site_id IN {p1:Array(String)}
  AND NOT bounced
GROUP BY country_, `#kind`
ORDER BY `#kind` DESC, visits DESC, country_
