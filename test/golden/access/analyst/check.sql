SELECT site_id, count(*) AS n FROM fixture.visits GROUP BY site_id ORDER BY n DESC, site_id
