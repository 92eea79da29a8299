SELECT intDiv(pages, 5) * 5 AS a, toDate32(concat(toString(toYear(born)), '-01-01')) AS b, count(), uniq(user_id) FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY a, b ORDER BY a DESC, b
