-- Companies of the CRM
INSERT INTO company.stg_hubspot_companies
    (company_id, tenant_id, name, domain, industry, employees, country, created_at, synced_at)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u
SELECT
    concat('hco_', leftPad(toString(number), 6, '0')),
    ['northwind', 'contoso', 'fabrikam', 'tailspin', 'wingtip'][arrayFirstIndex(bound -> number % 100 < bound, [35, 60, 78, 91, 100])],
    concat(['Acorn', 'Beacon', 'Copper', 'Drift', 'Elm', 'Falcon', 'Granite', 'Heron', 'Indigo', 'Jade'][1 + cityHash64(number, 'a', {{seed}}) % 10], ' ', ['Trading', 'Energy', 'Health', 'Robotics', 'Travel', 'Finance', 'Games'][1 + cityHash64(number, 'b', {{seed}}) % 7]),
    concat('company', toString(number), '.example'),
    if(u(number, 'industry') < 0.08, NULL, ['software', 'retail', 'finance', 'health', 'education', 'media', 'manufacturing'][1 + toUInt64(floor(7 * pow(u(number, 'which'), 1.6)))]),
    if(u(number, 'size') < 0.12, NULL, toUInt32(floor(3 + exp(9 * pow(u(number, 'employees'), 1.3))))),
    if(u(number, 'place') < 0.05, NULL, ['US', 'GB', 'DE', 'FR', 'JP', 'BR', 'IN', 'ES'][1 + toUInt64(floor(8 * pow(u(number, 'country'), 1.7)))]),
    toDateTime64({{today}} - 730, 3, 'UTC') + toIntervalSecond(toUInt64(730 * 86400 * pow(u(number, 'when'), 0.7))),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM numbers(toUInt64(greatest(100, 2000 * least({{rows}}, 1000000) / 1000000)));

-- Contacts of the CRM
-- The further a stage, the rarer; a contact belongs to a company of its tenant, or to none that is known.
INSERT INTO company.stg_hubspot_contacts
    (contact_id, tenant_id, company_id, email, first_name, last_name, phone, lifecycle_stage, lead_source, country, created_at, became_customer_at, synced_at)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u,
    toUInt64(greatest(100, 2000 * least({{rows}}, 1000000) / 1000000)) AS companies
SELECT
    concat('hct_', leftPad(toString(number), 6, '0')),
    ['northwind', 'contoso', 'fabrikam', 'tailspin', 'wingtip'][arrayFirstIndex(bound -> number % 100 < bound, [35, 60, 78, 91, 100])],
    if(u(number, 'employer') < 0.15, NULL, concat('hco_', leftPad(toString(100 * toUInt64(floor(intDiv(companies, 100) * pow(u(number, 'company'), 1.4))) + number % 100), 6, '0'))),
    concat('person', toString(number), '@', if(u(number, 'free mail') < 0.3, 'mail.example', concat('company', toString(number % companies), '.example'))),
    if(u(number, 'nameless') < 0.1, NULL, ['Ada', 'Bo', 'Chen', 'Dina', 'Eli', 'Fatima', 'Goran', 'Hana', 'Ivo', 'Jun', 'Kofi', 'Lena', 'Mateo', 'Noor', 'Olga', 'Priya'][1 + cityHash64(number, 'first', {{seed}}) % 16]),
    if(u(number, 'nameless') < 0.12, NULL, ['Abe', 'Berg', 'Costa', 'Diaz', 'Endo', 'Fischer', 'Garcia', 'Haddad', 'Ito', 'Jansen', 'Khan', 'Lopez'][1 + cityHash64(number, 'last', {{seed}}) % 12]),
    if(u(number, 'phone') < 0.6, NULL, concat('+1-555-01', leftPad(toString(cityHash64(number, 'number', {{seed}}) % 100), 2, '0'))),
    ['subscriber', 'lead', 'marketing_qualified', 'sales_qualified', 'opportunity', 'customer'][arrayFirstIndex(bound -> u(number, 'stage') < bound, [0.3, 0.62, 0.78, 0.86, 0.91, 1])] AS stage,
    if(u(number, 'source known') < 0.06, NULL, ['organic', 'ads', 'event', 'referral', 'outbound'][arrayFirstIndex(bound -> u(number, 'source') < bound, [0.38, 0.6, 0.7, 0.85, 1])]),
    if(u(number, 'place') < 0.1, NULL, ['US', 'GB', 'DE', 'FR', 'JP', 'BR', 'IN', 'ES'][1 + toUInt64(floor(8 * pow(u(number, 'country'), 1.7)))]),
    toDateTime64({{today}} - 730, 3, 'UTC') + toIntervalSecond(toUInt64(730 * 86400 * pow(u(number, 'when'), 0.7))) AS created,
    if(stage = 'customer', created + toIntervalSecond(toUInt64(dateDiff('second', created, toDateTime64({{today}}, 3, 'UTC')) * pow(u(number, 'won'), 1.5) * 0.999)), NULL),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM numbers(toUInt64(greatest(200, 8000 * least({{rows}}, 1000000) / 1000000)));

-- Deals of the CRM
INSERT INTO company.stg_hubspot_deals
    (deal_id, tenant_id, company_id, contact_id, stage, amount, currency, created_at, closed_at, synced_at)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u
SELECT
    concat('hdl_', leftPad(toString(n), 6, '0')),
    tenant_id,
    assumeNotNull(company_id),
    if(u(n, 'unnamed') < 0.1, NULL, contact_id),
    multiIf(closing >= {{today}}, ['qualified', 'demo', 'proposal'][1 + cityHash64(n, 'open', {{seed}}) % 3], lifecycle_stage = 'customer' OR u(n, 'won') < 0.2, 'won', 'lost') AS state,
    if(u(n, 'estimated') < 0.1, NULL, toDecimal64(round(exp(6.5 + 3.5 * u(n, 'amount')), -1), 2)),
    transform(tenant_id, ['northwind', 'contoso', 'fabrikam', 'tailspin', 'wingtip'], ['USD', 'EUR', 'GBP', 'JPY', 'USD'], 'USD'),
    opened,
    if(state IN ('won', 'lost'), closing, NULL),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM
(
    SELECT
        number AS n,
        concat('hct_', leftPad(toString(toUInt64(floor(greatest(200, 8000 * least({{rows}}, 1000000) / 1000000) * u(number, 'contact')))), 6, '0')) AS contact_id
    FROM numbers(toUInt64(greatest(100, 3000 * least({{rows}}, 1000000) / 1000000)))
) AS deal
INNER JOIN (SELECT * FROM company.stg_hubspot_contacts FINAL) AS contact USING (contact_id)
ARRAY JOIN [created_at + toIntervalSecond(toUInt64(dateDiff('second', created_at, toDateTime64({{today}}, 3, 'UTC')) * u(n, 'opened') * 0.999))] AS opened,
    [created_at + toIntervalSecond(toUInt64(dateDiff('second', created_at, toDateTime64({{today}}, 3, 'UTC')) * u(n, 'opened') * 0.999 + 86400 * (5 + 90 * pow(u(n, 'cycle'), 2))))] AS closing
WHERE company_id IS NOT NULL AND lifecycle_stage NOT IN ('subscriber', 'lead');

-- Support tickets
-- Urgent ones are answered sooner, nobody answers at once at the weekend, the latest are still open.
INSERT INTO company.stg_hubspot_tickets
    (ticket_id, tenant_id, user_id, email, channel, category, priority, created_at, first_response_at, resolved_at, satisfaction, synced_at)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u
SELECT
    concat('htk_', leftPad(toString(n), 6, '0')),
    tenant_id,
    if(u(n, 'signed in') < 0.12, NULL, user_id),
    email,
    ['email', 'chat', 'form'][arrayFirstIndex(bound -> u(n, 'channel') < bound, [0.5, 0.85, 1])],
    ['how_to', 'bug', 'billing', 'account', 'abuse'][arrayFirstIndex(bound -> u(n, 'category') < bound, [0.4, 0.65, 0.82, 0.96, 1])],
    priority,
    opened,
    if(answer < {{today}}, answer, NULL),
    if(answer < {{today}} AND solution < {{today}}, solution, NULL) AS solved,
    if(solved IS NULL OR u(n, 'rated') < 0.65, NULL, toUInt8(5 - floor(5 * pow(u(n, 'rating'), 2.5)))),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM
(
    SELECT
        *,
        ['low', 'normal', 'high', 'urgent'][arrayFirstIndex(bound -> u(n, 'priority') < bound, [0.2, 0.75, 0.94, 1])] AS priority,
        created_at + toIntervalSecond(toUInt64(dateDiff('second', created_at, toDateTime64({{today}}, 3, 'UTC')) * u(n, 'opened') * 0.999)) AS opened,
        toUInt64(transform(priority, ['low', 'normal', 'high', 'urgent'], [86400, 30000, 6000, 1500], 0) * -log(1 - u(n, 'answer')) + if(toDayOfWeek(opened) > 5, 40000, 60)) AS wait,
        opened + toIntervalSecond(wait) AS answer,
        answer + toIntervalSecond(toUInt64(90000 * -log(1 - u(n, 'solution')))) AS solution
    FROM
    (
        SELECT
            number AS n,
            concat('usr_', leftPad(toString(toUInt64(floor(greatest(200, 6000 * least({{rows}}, 1000000) / 1000000) * pow(u(number, 'user'), 1.3)))), 6, '0')) AS user_id
        FROM numbers(toUInt64(greatest(100, 4000 * least({{rows}}, 1000000) / 1000000)))
    ) AS ticket
    INNER JOIN (SELECT user_id, tenant_id, email, created_at FROM company.stg_backend_users FINAL) AS person USING (user_id)
);

-- Advertising per day
INSERT INTO company.stg_hubspot_ads
    (campaign_id, date, tenant_id, name, channel, impressions, clicks, spend, synced_at)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u
SELECT
    concat('ad-', tenant, '-', toString(c)) AS campaign,
    {{today}} - 365 + offset AS day,
    tenant,
    concat(['Launch', 'Brand', 'Retarget', 'Compare', 'Templates', 'Students'][c], ' ', tenant),
    ['search', 'social', 'display', 'video', 'search', 'social'][c] AS kind,
    toUInt64(weight * 2500 * (0.6 + offset / 400) * if(toDayOfWeek(day) > 5, 0.7, 1) * (0.7 + 0.6 * u((campaign, day), 'shown'))) AS shown,
    toUInt64(floor(shown * transform(kind, ['search', 'social', 'display', 'video'], [0.035, 0.012, 0.004, 0.007], 0.) * (0.8 + 0.4 * u((campaign, day), 'clicked')))) AS clicked,
    toDecimal64(round(clicked * transform(kind, ['search', 'social', 'display', 'video'], [1.9, 1.1, 0.7, 0.9], 0.) * (0.9 + 0.2 * u((campaign, day), 'price')), 2), 2),
    toDateTime64(day, 3, 'UTC') + 86399
FROM
(
    SELECT
        arrayJoin(range(1, 1 + toUInt64(greatest(2, round(6 * least({{rows}}, 1000000) / 1000000))))) AS c,
        arrayJoin(['northwind', 'contoso', 'fabrikam', 'tailspin', 'wingtip']) AS tenant,
        arrayJoin(range(365)) AS offset,
        transform(tenant, ['northwind', 'contoso', 'fabrikam', 'tailspin', 'wingtip'], [3.5, 2.5, 1.8, 1.3, 0.9], 1.) AS weight
);

-- Answers to surveys
INSERT INTO company.stg_refiner_answers
    (answer_id, tenant_id, user_id, survey, question, score, comment, answered_at, synced_at)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u
SELECT
    concat('ref_', leftPad(toString(n), 6, '0')),
    tenant_id,
    user_id,
    ['nps', 'onboarding', 'churn'][arrayFirstIndex(bound -> u(n, 'survey') < bound, [0.7, 0.92, 1])] AS kind,
    transform(kind, ['nps', 'onboarding', 'churn'], ['How likely are you to recommend us?', 'How easy was it to get started?', 'Why do you leave?'], ''),
    if(kind = 'churn' OR u(n, 'skipped') < 0.05, NULL, toUInt8(10 - floor(11 * pow(u(n, 'score'), 2.2)))) AS points,
    if(kind = 'churn' OR u(n, 'talkative') < 0.2, ['Too expensive', 'Missing an integration', 'Love it', 'Search is slow', 'My team uses something else', 'Great support'][1 + cityHash64(n, 'words', {{seed}}) % 6], NULL),
    created_at + toIntervalSecond(toUInt64(dateDiff('second', created_at, toDateTime64({{today}}, 3, 'UTC')) * u(n, 'answered') * 0.999)),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM
(
    SELECT
        number AS n,
        concat('usr_', leftPad(toString(toUInt64(floor(greatest(200, 6000 * least({{rows}}, 1000000) / 1000000) * u(number, 'user')))), 6, '0')) AS user_id
    FROM numbers(toUInt64(greatest(100, 4000 * least({{rows}}, 1000000) / 1000000)))
) AS answer
INNER JOIN (SELECT user_id, tenant_id, created_at FROM company.stg_backend_users FINAL) AS person USING (user_id);

-- Contacts found by prospecting
-- Half of them are also contacts of the CRM, by the same address.
INSERT INTO company.stg_apollo_contacts
    (apollo_id, tenant_id, email, name, title, seniority, department, organization, email_status, created_at, synced_at)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u
SELECT
    concat('apo_', leftPad(toString(number), 6, '0')),
    if(contact.email = '', ['northwind', 'contoso', 'fabrikam', 'tailspin', 'wingtip'][arrayFirstIndex(bound -> number % 100 < bound, [35, 60, 78, 91, 100])], contact.tenant_id),
    if(contact.email = '', concat('prospect', toString(number), '@found.example'), contact.email),
    concat(ifNull(contact.first_name, 'Robin'), ' ', ifNull(contact.last_name, 'Meyer')),
    if(rank = 0, NULL, concat(['Analyst', 'Senior Analyst', 'Manager', 'Director', 'Vice President', 'Founder'][rank], if(rank = 6, '', concat(' of ', area)))),
    if(rank = 0, NULL, ['entry', 'senior', 'manager', 'director', 'vp', 'founder'][rank]),
    if(rank = 0, NULL, area),
    concat('Organization ', toString(cityHash64(number, 'organization', {{seed}}) % 900)),
    ['verified', 'guessed', 'unavailable'][arrayFirstIndex(bound -> u(number, 'status') < bound, [0.6, 0.9, 1])],
    toDateTime64({{today}} - 365, 3, 'UTC') + toIntervalSecond(toUInt64(365 * 86400 * u(number, 'when'))),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM
(
    SELECT
        number,
        if(number % 2 = 0, concat('hct_', leftPad(toString(number), 6, '0')), '') AS contact_id,
        if(u(number, 'unknown') < 0.1, 0, 1 + toUInt64(floor(6 * pow(u(number, 'rank'), 1.6)))) AS rank,
        ['engineering', 'marketing', 'sales', 'operations', 'finance'][1 + cityHash64(number, 'area', {{seed}}) % 5] AS area
    FROM numbers(toUInt64(greatest(200, 6000 * least({{rows}}, 1000000) / 1000000)))
) AS prospect
LEFT JOIN (SELECT contact_id, tenant_id, email, first_name, last_name FROM company.stg_hubspot_contacts FINAL) AS contact USING (contact_id)
SETTINGS join_use_nulls = 0;
