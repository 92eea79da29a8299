WITH `#rows 0` AS (
  SELECT
    country AS group1
  FROM (
    SELECT
      country
    FROM fixture.visits
    GROUP BY country
    HAVING count() > {p1:UInt64}
    ORDER BY count(), country
    LIMIT {p2:UInt64}
  )
)
SELECT
  if([country] IN (SELECT [group1] FROM `#rows 0`), country, NULL) AS country_,
  count() AS visits,
  uniq(user_id) AS visitors,
  if([country] IN (SELECT [group1] FROM `#rows 0`), 'VALUE', 'OTHER') AS `#kind`
FROM fixture.visits
GROUP BY country_, `#kind`
ORDER BY `#kind` DESC, visits, country_
