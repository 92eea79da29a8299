SELECT country, if(n = 1, source, NULL), sum(visits), length(groupUniqArrayArray(users)), if(n = 1, 'VALUE', 'OTHER')
FROM (SELECT country, if(source = '', 'direct', lower(source)) AS source, count() AS visits, groupUniqArray(user_id) AS users, row_number() OVER (PARTITION BY country ORDER BY sum(revenue) DESC) AS n
  FROM (SELECT country, source::String AS source, user_id, revenue FROM fixture.visits WHERE country IN ('AU', 'DE', 'EG')) GROUP BY country, source)
GROUP BY country, if(n = 1, source, NULL), n = 1
