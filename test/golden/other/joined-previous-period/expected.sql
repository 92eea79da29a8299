SELECT
  anyOrNullIf(`site.name_`, place > 0) AS `site.name`,
  if(sum(visits___) = 0, NULL, sum(visits___)) AS visits,
  if(sum(visits____) = 0, NULL, sum(visits____)) AS before,
  if(place > 0, 'VALUE', 'OTHER') AS `#kind`
FROM (
  SELECT
    `site.name_`,
    visits___,
    visits____,
    row_number() OVER (ORDER BY if(visits___ = 0, NULL, visits___) DESC, `site.name_`) AS position,
    if(position <= {p1:UInt64}, position, 0) AS place
  FROM (
    SELECT
      site_name AS `site.name_`,
      sum(visits_) AS visits___,
      sum(visits__) AS visits____
    FROM (
      SELECT
        site_id AS site_key,
        countIf(started_at >= {p2:DateTime64(3, 'UTC')} AND started_at < {p3:DateTime64(3, 'UTC')}) AS visits_,
        countIf(started_at >= {p4:DateTime64(3, 'UTC')} AND started_at < {p2:DateTime64(3, 'UTC')}) AS visits__
      FROM fixture.visits
      WHERE site_id IN {p5:Array(String)}
        AND started_at >= {p4:DateTime64(3, 'UTC')}
        AND started_at < {p3:DateTime64(3, 'UTC')}
        AND ((started_at >= {p2:DateTime64(3, 'UTC')} AND started_at < {p3:DateTime64(3, 'UTC')}) OR (started_at >= {p4:DateTime64(3, 'UTC')} AND started_at < {p2:DateTime64(3, 'UTC')}))
      GROUP BY site_key
    ) AS visits
    LEFT ANY JOIN (
      SELECT
        id AS site_key,
        name AS site_name
      FROM fixture.sites FINAL
      WHERE id IN {p5:Array(String)}
    ) AS site USING (site_key)
    GROUP BY `site.name_`
  )
)
GROUP BY place
ORDER BY place = 0, place
