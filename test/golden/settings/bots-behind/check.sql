SELECT site_id, count(), sum(revenue) FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND NOT bounced GROUP BY site_id HAVING countIf(pages < 4) > 0 ORDER BY site_id
