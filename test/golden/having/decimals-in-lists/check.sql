SELECT site_id, sum(toDecimal256(tax, 4)) AS t FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY site_id ORDER BY t DESC
