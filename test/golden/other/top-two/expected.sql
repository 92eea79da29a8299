WITH `#rows 0` AS (
  SELECT
    country AS group1
  FROM (
    SELECT
      country
    FROM fixture.visits
    GROUP BY country
    ORDER BY count() DESC, country
    LIMIT {p1:UInt64}
  )
)
SELECT
  if([country] IN (SELECT [group1] FROM `#rows 0`), country, NULL) AS country_,
  count() AS visits,
  uniq(user_id) AS visitors,
  countIf(bounced) / nullIf(visits, 0) AS bounceRate,
  quantileExact(0.5)(score) AS medianScore,
  sum(revenue) AS revenue_,
  if([country] IN (SELECT [group1] FROM `#rows 0`), 'VALUE', 'OTHER') AS `#kind`
FROM fixture.visits
GROUP BY country_, `#kind`
ORDER BY `#kind` DESC, visits DESC, country_
