SELECT upper(name) AS n, 1 FROM fixture.sites FINAL WHERE id IN ('aa', 'bb') ORDER BY n
