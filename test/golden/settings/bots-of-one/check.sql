SELECT site_id, count(), sum(pages) FROM fixture.visits WHERE (site_id = 'aa' AND bounced = 0) OR site_id = 'bb' GROUP BY site_id ORDER BY site_id
