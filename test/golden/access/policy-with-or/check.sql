SELECT body, if(isNull(stars), NULL, sum(stars)) FROM fixture.notes WHERE body <> 'canary' GROUP BY body, stars ORDER BY body
