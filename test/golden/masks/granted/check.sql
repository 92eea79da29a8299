SELECT multiIf(visit_id = 3, 'paid', source = '', '', left(source, 2)) AS s, count() AS n FROM fixture.visits WHERE site_id = 'aa' GROUP BY s ORDER BY n DESC, s
