SELECT if(mine.q IS NULL, earlier.q, mine.q) AS quarter, ifNull(mine.n, 0), ifNull(earlier.n, 0)
FROM (SELECT toStartOfInterval(ended_at, INTERVAL 15 MINUTE) AS q, toNullable(count()) AS n FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY q) AS mine
FULL OUTER JOIN (SELECT toStartOfInterval(ended_at, INTERVAL 15 MINUTE) + INTERVAL 15 MINUTE AS q, toNullable(count()) AS n FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND ended_at IS NOT NULL GROUP BY q) AS earlier ON mine.q = earlier.q
SETTINGS join_use_nulls = 1
