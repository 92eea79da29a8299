SELECT count(), sum(pages) FROM fixture.visits WHERE NOT (bounced AND has(['aa', 'zz'], site_id))
