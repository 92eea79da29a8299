SELECT site_id, sum(toInt256(bytes)) AS b FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY site_id HAVING b > 18446744073709551916
