-- Administrative actions
INSERT INTO meta.admin_audit_log
    (entry_id, creation_time, admin_user_id, action, resource_type, resource_id, tenant_id, billing_id, old_values, new_values, ip_address,
     user_agent, notes, metadata, data_classification, retention_category, updated)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u,
    -- A version 4 UUID out of a hash.
    about -> reinterpretAsUUID(bitOr(
        bitAnd(reinterpretAsUInt128(sipHash128(about, {{seed}})), reinterpretAsUInt128(toUUID('ffffffff-ffff-0fff-3fff-ffffffffffff'))),
        reinterpretAsUInt128(toUUID('00000000-0000-4000-8000-000000000000')))) AS uuid,
    (tenant, day) -> if(tenant = 'wingtip' AND day < toStartOfMonth({{today}} - 300), NULL, concat('bil-', tenant, '-', formatDateTime(day, '%Y-%m'))) AS billing
SELECT
    uuid((number, 'audit')),
    toDateTime64({{today}} - 365, 3, 'UTC') + toIntervalMillisecond(toUInt64(365 * 86400000 * pow(u(number, 'when'), 0.8))) AS time,
    if(job, 'scheduler', ['olivia', 'omar', 'nina', 'ana'][1 + cityHash64(number, 'who', {{seed}}) % 4]),
    kind.1,
    splitByChar('.', kind.1)[1] AS resource,
    concat(resource, '-', toString(cityHash64(number, 'resource', {{seed}}) % 400)),
    ['northwind', 'contoso', 'fabrikam', 'tailspin', 'wingtip'][arrayFirstIndex(bound -> number % 100 < bound, [35, 60, 78, 91, 100])] AS tenant,
    billing(tenant, toDate(time)),
    if(endsWith(kind.1, '.create'), NULL, kind.2),
    if(endsWith(kind.1, '.delete'), NULL, kind.3),
    if(job, NULL, IPv4NumToString(toUInt32(3325256704 + cityHash64(number, 'ip', {{seed}}) % 256))),
    if(job, NULL, 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'),
    if(u(number, 'note') < 0.15, ['asked for by the customer', 'see ticket', 'monthly review'][1 + number % 3], NULL),
    concat('{"requestId":"', lower(hex(cityHash64(number, 'request', {{seed}}))), '"}'),
    kind.4,
    kind.5,
    time
FROM
(
    SELECT
        number,
        [
            ('campaign.pause', '{"status":"active"}', '{"status":"paused"}', 'internal', 'short_term'),
            ('campaign.resume', '{"status":"paused"}', '{"status":"active"}', 'internal', 'short_term'),
            ('campaign.create', '', '{"status":"draft"}', 'internal', 'medium_term'),
            ('mailbox.update', '{"dailyLimit":30}', '{"dailyLimit":50}', 'internal', 'medium_term'),
            ('mailbox.delete', '{"warmup":"warm"}', '', 'confidential', 'medium_term'),
            ('grant.create', '', '{"role":"viewer"}', 'restricted', 'permanent'),
            ('grant.delete', '{"role":"viewer"}', '', 'restricted', 'permanent'),
            ('lead.export', '{}', '{"format":"csv"}', 'confidential', 'long_term'),
            ('billing.update', '{"plan":"growth"}', '{"plan":"scale"}', 'confidential', 'long_term'),
            ('page.publish', '{"public":false}', '{"public":true}', 'public', 'short_term')
        ][1 + toUInt64(floor(10 * pow(u(number, 'action'), 1.4)))] AS kind,
        u(number, 'job') < 0.12 AS job
    FROM numbers(toUInt64(greatest(50, 2000 * least({{rows}}, 1000000) / 1000000)))
    -- The server writes to this table too, so a load that starts over does not empty it.
    WHERE uuid((number, 'audit')) NOT IN (SELECT entry_id FROM meta.admin_audit_log)
);
