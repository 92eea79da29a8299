SELECT sum(toInt256(bytes)), avg(score) FROM fixture.visits WHERE site_id IN ('aa', 'bb')
