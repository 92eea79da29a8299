SELECT
  id,
  if((owner.owner_until IS NULL OR visits.owner_at < owner.owner_until), owner_person, NULL) AS `owner.person`,
  owner_manager_name AS `owner.manager.name`
FROM (
  SELECT
    site_id AS owner_key,
    started_at AS owner_at,
    visit_id AS id,
    pages > {p1:Int64} AS condition
  FROM fixture.visits
  WHERE site_id IN {p2:Array(String)}
  GROUP BY owner_key, owner_at, id, condition
) AS visits
ASOF LEFT JOIN (
  SELECT
    site_id AS owner_key,
    since AS owner_from,
    until AS owner_until,
    manager_id AS owner_manager_key,
    person AS owner_person
  FROM fixture.owners
) AS owner ON visits.owner_key = owner.owner_key AND visits.owner_at >= owner.owner_from
LEFT ANY JOIN (
  SELECT
    id AS owner_manager_key,
    name AS owner_manager_name
  FROM fixture.managers
) AS owner_manager ON if((owner.owner_until IS NULL OR visits.owner_at < owner.owner_until), owner.owner_manager_key, NULL) = owner_manager.owner_manager_key
WHERE owner_manager_name = {p3:String} OR if((owner.owner_until IS NULL OR visits.owner_at < owner.owner_until), owner_person, NULL) IS NULL OR condition
GROUP BY id, `owner.person`, `owner.manager.name`
ORDER BY id, `owner.person`, `owner.manager.name`
LIMIT {p4:UInt64}
