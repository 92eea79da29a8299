WITH v AS (SELECT s.name AS name, v.source::String AS source, toString(v.device) AS device FROM fixture.visits AS v LEFT JOIN (SELECT * FROM fixture.sites FINAL) AS s ON s.id = v.site_id),
names AS (SELECT name, count() AS c, row_number() OVER (ORDER BY count() DESC, name) AS n FROM v GROUP BY name),
sources AS (SELECT name, source, row_number() OVER (PARTITION BY name ORDER BY count() DESC, source) AS n FROM v GROUP BY name, source),
devices AS (SELECT name, source, device, count() AS c, row_number() OVER (PARTITION BY name, source ORDER BY count() DESC, device) AS n FROM v GROUP BY name, source, device)
SELECT d.name, d.source, d.device, d.c FROM devices AS d JOIN sources AS s ON (d.name <=> s.name) AND d.source = s.source JOIN names AS t ON d.name <=> t.name WHERE d.n = 1 AND s.n <= 2 AND t.n <= 3
