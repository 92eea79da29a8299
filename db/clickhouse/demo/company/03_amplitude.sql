-- Events of the app
-- Sessions of a year: a user comes on a day (rarely on weekends) and does up to fifteen things, many of them inserting blocks. Before a user
-- has signed up nothing happens, so usage grows with the number of users. One session in thirty does not know its space.
INSERT INTO company.amplitude_app_events
    (event_id, tenant_id, site, user_id, session_id, event_type, event_time, event_properties, space_properties, platform, country, ip_address, synced_at)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u,
    -- A version 4 UUID out of a hash.
    about -> reinterpretAsUUID(bitOr(
        bitAnd(reinterpretAsUInt128(sipHash128(about, {{seed}})), reinterpretAsUInt128(toUUID('ffffffff-ffff-0fff-3fff-ffffffffffff'))),
        reinterpretAsUInt128(toUUID('00000000-0000-4000-8000-000000000000')))) AS uuid,
    sessions AS
    (
        SELECT
            number AS n,
            toUInt64(greatest(200, 6000 * least({{rows}}, 1000000) / 1000000)) AS users,
            concat('usr_', leftPad(toString(toUInt64(floor(users * pow(u(n, 'user'), 1.5)))), 6, '0')) AS user_id,
            {{today}} - toInt32(floor(366 * pow(u(n, 'day'), 1.15))) AS day,
            toDateTime64(day, 3, 'UTC') + floor(86400 * (0.25 + 0.5 * (u(n, 'hour') + u(n, 'hour too')) / 2 + 0.25 * u(n, 'night') * u(n, 'late'))) AS start,
            1 + toUInt64(floor(15 * pow(u(n, 'events'), 2))) AS events
        FROM numbers(toUInt64(90000 * least({{rows}}, 1000000) / 1000000))
        WHERE toDayOfWeek(day) < 6 OR u(n, 'weekend') < 0.3
    ),
    acts AS
    (
        SELECT
            s.n AS n,
            s.user_id AS user_id,
            person.tenant_id AS tenant_id,
            person.country AS country,
            person.space_id AS space_id,
            space.visibility AS visibility,
            space.plan AS plan,
            arrayJoin(range(events)) AS k,
            n * 16 + k AS key,
            start + k * 40 + floor(39 * u(key, 'pause')) AS time,
            if(k = 0, 1, arrayFirstIndex(bound -> u(key, 'type') < bound, [0, 0.48, 0.80, 0.88, 0.94, 0.97, 1])) AS type
        FROM sessions AS s
        INNER JOIN (SELECT * FROM company.stg_backend_users FINAL) AS person ON person.user_id = s.user_id
        INNER JOIN (SELECT * FROM company.stg_backend_spaces FINAL) AS space ON space.space_id = person.space_id
        WHERE s.start > person.created_at AND (person.deleted_at IS NULL OR s.start < person.deleted_at)
    )
SELECT
    uuid((key, 'event')),
    tenant_id,
    'app',
    user_id,
    n,
    ['session_started', 'block_inserted', 'page_viewed', 'page_created', 'comment_added', 'page_shared', 'search_performed'][type],
    time,
    multiIf(
        type = 2, concat('{"blockType":"', ['text', 'heading', 'code', 'todo', 'image', 'table', 'embed'][arrayFirstIndex(bound -> u(key, 'block') < bound, [0.46, 0.58, 0.72, 0.82, 0.91, 0.97, 1])], '","position":', toString(cityHash64(key, 'position', {{seed}}) % 40), '}'),
        type IN (3, 4, 6), concat('{"pageId":"pag_', leftPad(toString(cityHash64(n, k % 3, {{seed}}) % 20000), 6, '0'), '"}'),
        type = 7, concat('{"results":', toString(cityHash64(key, 'results', {{seed}}) % 30), '}'),
        '{}'),
    if(u(n, 'no space') < 0.033, '{}', concat('{"spaceId":"', space_id, '","spaceVisibility":"', visibility, '","plan":"', plan, '"}')),
    ['web', 'macos', 'windows', 'ios', 'android'][arrayFirstIndex(bound -> u((user_id, n % 4), 'platform') < bound, [0.5, 0.7, 0.85, 0.94, 1])],
    country,
    if(u(n, 'no address') < 0.1, NULL, toIPv4(IPv4NumToString(toUInt32(3323068416 + cityHash64(user_id, n % 3, {{seed}}) % 65000)))),
    time
FROM acts
WHERE time < {{now}};
