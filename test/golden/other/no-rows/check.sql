SELECT country, count(), 'VALUE' FROM fixture.visits WHERE country = 'nowhere' GROUP BY country
