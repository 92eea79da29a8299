-- Spaces
-- A space is up to 60 days older than its account. Its plan is that of the subscription that runs now.
INSERT INTO company.stg_backend_spaces
    (space_id, tenant_id, name, visibility, plan, created_at, archived_at, synced_at)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u
SELECT
    space_id,
    ['northwind', 'contoso', 'fabrikam', 'tailspin', 'wingtip'][arrayFirstIndex(bound -> j % 100 < bound, [35, 60, 78, 91, 100])],
    concat(['Design', 'Engineering', 'Handbook', 'Marketing', 'Research', 'Support', 'Sales', 'People', 'Notes', 'Wiki'][1 + cityHash64(j, 'name', {{seed}}) % 10], ' ', toString(j)),
    arrayElement(['workspace', 'private', 'public'], arrayFirstIndex(bound -> u(j, 'visibility') < bound, [0.5, 0.7, 1])),
    if(plan = '', 'free', plan),
    if(customer_id = '',
        toDateTime64({{today}} - 760 + toInt32(floor(750 * pow(u(j, 'created'), 0.7))), 3, 'UTC') + toUInt32(floor(86400 * u(j, 'time'))),
        account.created_at - toIntervalDay(1 + cityHash64(j, 'before', {{seed}}) % 60)) AS created,
    if(plan = '' AND u(j, 'archived') < 0.06 AND created < {{today}} - 120, created + toIntervalDay(30 + cityHash64(j, 'archived', {{seed}}) % 90), NULL),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM
(
    SELECT number AS j, concat('spc_', leftPad(toString(number), 6, '0')) AS space_id
    FROM numbers(toUInt64(greatest(100, 100 * round(16 * least({{rows}}, 1000000) / 1000000))))
) AS space
LEFT JOIN (SELECT customer_id, space_id, created_at FROM company.stg_stripe_customers FINAL) AS account USING (space_id)
LEFT JOIN
(
    SELECT customer_id, any(plan) AS plan
    FROM company.stg_stripe_subscriptions FINAL
    WHERE ended_at IS NULL
    GROUP BY customer_id
) AS subscription USING (customer_id)
SETTINGS join_use_nulls = 0;

-- Users
-- A user joins a space of the same tenant some time after it was created; a few spaces are much larger than others.
INSERT INTO company.stg_backend_users
    (user_id, tenant_id, email, name, space_id, locale, country, signup_source, signup_campaign, signup_ip, spam_score, created_at, deleted_at, synced_at)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u,
    100 * greatest(1, round(16 * least({{rows}}, 1000000) / 1000000)) AS spaces
SELECT
    concat('usr_', leftPad(toString(i), 6, '0')),
    tenant_id,
    concat(lower(first_name), '.', lower(last_name), toString(i), '@', if(spam, ['mail-now.example', 'quickbox.example'][1 + i % 2], concat('org', substring(space_id, 5), '.example'))),
    if(u(i, 'nameless') < 0.08, NULL, concat(first_name, ' ', last_name)),
    space_id,
    place.2,
    if(u(i, 'nowhere') < 0.03, NULL, place.1),
    source,
    if(source = 'paid', concat('ad-', tenant_id, '-', toString(1 + cityHash64(i, 'ad', {{seed}}) % campaigns)), NULL),
    -- Addresses of the range for benchmarks; spam comes from few networks.
    IPv4NumToString(if(spam, toUInt32(3323133696 + cityHash64(i, 'ip', {{seed}}) % 768), toUInt32(3323068416 + cityHash64(i, 'ip', {{seed}}) % 65000))),
    round(if(spam, 0.9 + 0.1 * u(i, 'spam'), 0.89 * pow(u(i, 'spam'), 5)), 3),
    created,
    if(u(i, 'deleted') < if(spam, 0.7, 0.03) AND created < {{today}} - 60, created + toIntervalHour(1 + cityHash64(i, 'deleted', {{seed}}) % 1400), NULL),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM
(
    SELECT
        number AS i,
        concat('spc_', leftPad(toString(100 * toUInt64(floor(intDiv(spaces, 100) * pow(u(number, 'space'), 1.6))) + number % 100), 6, '0')) AS space_id,
        ['Ada', 'Bo', 'Chen', 'Dina', 'Eli', 'Fatima', 'Goran', 'Hana', 'Ivo', 'Jun', 'Kofi', 'Lena', 'Mateo', 'Noor', 'Olga', 'Priya'][1 + cityHash64(number, 'first', {{seed}}) % 16] AS first_name,
        ['Abe', 'Berg', 'Costa', 'Diaz', 'Endo', 'Fischer', 'Garcia', 'Haddad', 'Ito', 'Jansen', 'Khan', 'Lopez'][1 + cityHash64(number, 'last', {{seed}}) % 12] AS last_name,
        [('US', 'en-US'), ('US', 'en-US'), ('GB', 'en-GB'), ('DE', 'de-DE'), ('FR', 'fr-FR'), ('JP', 'ja-JP'), ('BR', 'pt-BR'), ('IN', 'en-IN'), ('ES', 'es-ES'), ('NL', 'nl-NL')][1 + toUInt64(floor(10 * pow(u(number, 'place'), 1.5)))] AS place,
        ['organic', 'invite', 'paid', 'referral', 'outbound'][arrayFirstIndex(bound -> u(number, 'source') < bound, [0.4, 0.68, 0.86, 0.95, 1])] AS source,
        u(number, 'is spam') < 0.05 AS spam,
        toUInt64(greatest(2, round(6 * least({{rows}}, 1000000) / 1000000))) AS campaigns
    FROM numbers(toUInt64(greatest(200, 6000 * least({{rows}}, 1000000) / 1000000)))
) AS person
INNER JOIN
(
    SELECT space_id, tenant_id, created_at
    FROM company.stg_backend_spaces FINAL
) AS space USING (space_id)
ARRAY JOIN [fromUnixTimestamp64Milli(toInt64(toUnixTimestamp64Milli(created_at) + floor((1000 * toUnixTimestamp({{today}}::DateTime('UTC')) - toUnixTimestamp64Milli(created_at)) * u(i, 'created'))), 'UTC')] AS created;

-- Pages
-- Few people write most of them.
INSERT INTO company.stg_backend_pages
    (page_id, tenant_id, space_id, author_id, title, blocks, published, created_at, updated_at, synced_at)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u,
    toUnixTimestamp({{today}}::DateTime('UTC')) AS midnight
SELECT
    concat('pag_', leftPad(toString(n), 6, '0')),
    tenant_id,
    space_id,
    user_id,
    if(u(n, 'untitled') < 0.07, NULL, concat(['Plan', 'Notes', 'Guide', 'Review', 'Spec', 'Log', 'Ideas', 'Report'][1 + cityHash64(n, 'title', {{seed}}) % 8], ' ', toString(n))),
    toUInt32(1 + floor(-18 * log(1 - u(n, 'blocks')))),
    u(n, 'published') < if(spam_score > 0.9, 0.8, 0.15),
    fromUnixTimestamp64Milli(toInt64(floor(1000 * (toUnixTimestamp(created_at) + (midnight - toUnixTimestamp(created_at)) * u(n, 'created')))), 'UTC') AS created,
    fromUnixTimestamp64Milli(toInt64(floor(1000 * (toUnixTimestamp(created) + (midnight - toUnixTimestamp(created)) * pow(u(n, 'updated'), 3)))), 'UTC'),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM
(
    SELECT number AS n, concat('usr_', leftPad(toString(toUInt64(floor(users * pow(u(number, 'author'), 2)))), 6, '0')) AS user_id,
        toUInt64(greatest(200, 6000 * least({{rows}}, 1000000) / 1000000)) AS users
    FROM numbers(toUInt64(20000 * least({{rows}}, 1000000) / 1000000))
) AS page
INNER JOIN company.stg_backend_users AS person FINAL USING (user_id);
