-- Stripe subscriptions over time
-- Space number j has the account cus_<j> when it ever paid. Its life: perhaps a trial, up to four phases of other seats or plans, perhaps
-- an end, perhaps a second subscription after a pause. Only what began before today is known; what ends later has no end yet.
INSERT INTO company.stg_stripe_subscription_phases
    (subscription_id, phase, tenant_id, customer_id, plan, billing_interval, quantity, unit_amount, currency, trial, phase_start, phase_end, synced_at)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u,
    accounts AS
    (
        SELECT
            number AS j,
            leftPad(toString(j), 6, '0') AS id,
            arrayFirstIndex(bound -> j % 100 < bound, [35, 60, 78, 91, 100]) AS t,
            -- A tenth of the accounts pays in euros whatever its tenant's currency is.
            if(u(j, 'euro') < 0.1, 'EUR', ['USD', 'EUR', 'GBP', 'JPY', 'USD'][t]) AS currency,
            toInt32(floor(730 * pow(u(j, 'start'), 0.8))) AS born,
            u(j, 'churn') < 0.4 AS churns,
            churns AND u(j, 'return') < 0.45 AS returns,
            1 + cityHash64(j, 'phases', {{seed}}) % 4 AS first_phases,
            1 + cityHash64(j, 'later phases', {{seed}}) % 2 AS later_phases,
            -- (number of the subscription, trial / paid / pause, days)
            arrayConcat(
                if(u(j, 'trial') < 0.5, [(1, 'trial', 14)], []),
                arrayMap(
                    k -> (1, 'paid', if(k = first_phases AND NOT churns, 100000, 25 + toInt32(floor(190 * u(j * 16 + k, 'days'))))),
                    range(1, first_phases + 1)),
                if(returns, [(1, 'pause', 10 + toInt32(floor(130 * u(j, 'pause'))))], []),
                if(returns,
                    arrayMap(
                        k -> (2, 'paid', if(k = later_phases AND u(j, 'churn again') > 0.3, 100000, 25 + toInt32(floor(190 * u(j * 16 + 8 + k, 'days'))))),
                        range(1, later_phases + 1)),
                    [])
            )::Array(Tuple(subscription UInt8, kind String, days Int32)) AS life,
            arrayMap((last, part) -> last - part.days, arrayCumSum(part -> part.days, life), life) AS starts
        FROM numbers(toUInt64(greatest(100, 100 * round(16 * least({{rows}}, 1000000) / 1000000))))
        WHERE u(j, 'pays') < 0.6
    ),
    phases AS
    (
        SELECT
            *,
            arrayEnumerateUniq(arrayMap(part -> part.subscription, life)) AS part_numbers,
            -- One account in ten changes at midnight, the others at some time of the day.
            if(u(j, 'midnight') < 0.1, 0, toUInt32(floor(86400 * u(j, 'time')))) AS seconds
        FROM accounts
    )
SELECT
    concat('sub_', id, '_', toString(part.subscription)),
    part_number,
    ['northwind', 'contoso', 'fabrikam', 'tailspin', 'wingtip'][t],
    concat('cus_', id),
    ['team', 'business', 'enterprise'][level],
    if(yearly, 'year', 'month'),
    toUInt32(1 + floor(50 * pow(u(j, 'seats'), 3) * if(at = 1, 1, 0.6 + 0.9 * u(j * 16 + at, 'seats')))),
    -- Ten months are paid for a year.
    if(yearly, 10, 1) * [[800, 1500, 3000], [700, 1400, 2800], [650, 1300, 2500], [1200, 2200, 4500]][indexOf(['USD', 'EUR', 'GBP', 'JPY'], currency)][level],
    currency,
    part.kind = 'trial',
    toDateTime64({{today}} - 730 + born + start, 3, 'UTC') + seconds,
    if(born + start + part.days < 730, toDateTime64({{today}} - 730 + born + start + part.days, 3, 'UTC') + seconds, NULL),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM
(
    SELECT
        *,
        part,
        start,
        part_number,
        at,
        u(j * 4 + part.subscription, 'yearly') < 0.3 AS yearly,
        u(j * 16 + at, 'change') AS change,
        least(3, greatest(1, 1 + toInt32(floor(3 * pow(u(j, 'plan'), 2))) + multiIf(at = 1, 0, change < 0.2, 1, change < 0.3, -1, 0))) AS level
    FROM phases
    ARRAY JOIN life AS part, starts AS start, part_numbers AS part_number, arrayEnumerate(life) AS at
    WHERE part.kind != 'pause' AND born + start < 730
);

-- Stripe subscriptions as they are now
INSERT INTO company.stg_stripe_subscriptions
    (subscription_id, tenant_id, customer_id, status, plan, currency, started_at, canceled_at, ended_at, synced_at)
SELECT
    subscription_id,
    any(tenant_id),
    any(customer_id),
    multiIf(
        countIf(phase_end IS NULL) = 0, if(countIf(NOT trial) = 0, 'incomplete_expired', 'canceled'),
        countIf(phase_end IS NULL AND trial) > 0, 'trialing',
        cityHash64(subscription_id, 'late', {{seed}}) % 40 = 0, 'past_due',
        'active'),
    argMax(plan, phase),
    any(currency),
    min(phase_start),
    if(countIf(phase_end IS NULL) = 0, max(phase_end) - toIntervalHour(cityHash64(subscription_id, 'notice', {{seed}}) % 240), NULL),
    if(countIf(phase_end IS NULL) = 0, max(phase_end), NULL),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM company.stg_stripe_subscription_phases FINAL
GROUP BY subscription_id;

-- Stripe invoices
-- One per interval of each paid phase. Most are paid within two days; what would be paid today or later is still open.
INSERT INTO company.stg_stripe_invoices
    (invoice_id, tenant_id, customer_id, subscription_id, status, currency, amount_due, amount_paid, period_start, period_end, created_at, paid_at, synced_at)
SELECT
    id,
    tenant_id,
    customer_id,
    subscription_id,
    multiIf(fate < 20, 'uncollectible', fate < 30, 'void', payment < {{today}}, 'paid', 'open') AS state,
    currency,
    unit_amount * quantity,
    if(state = 'paid', unit_amount * quantity, 0),
    issued,
    addMonths(phase_start, months * (i + 1)),
    issued,
    if(state = 'paid', payment, NULL),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM
(
    SELECT
        *,
        if(billing_interval = 'year', 12, 1) AS months,
        arrayJoin(range(toUInt64(intDiv(dateDiff('month', phase_start, ifNull(phase_end, toDateTime64({{today}}, 3, 'UTC'))), months) + 1))) AS i,
        addMonths(phase_start, months * i) AS issued,
        concat('in_', substring(subscription_id, 5), '_', toString(phase), '_', toString(i)) AS id,
        cityHash64(id, 'fate', {{seed}}) % 1000 AS fate,
        issued + toIntervalMinute(cityHash64(id, 'paid', {{seed}}) % 2880) AS payment
    FROM company.stg_stripe_subscription_phases FINAL
    WHERE NOT trial
)
WHERE issued < ifNull(phase_end, toDateTime64({{today}}, 3, 'UTC'));

-- Stripe charges
-- A paid invoice took one charge, one in fifteen after a failed one; an uncollectible one failed three times; one in seventy is refunded.
INSERT INTO company.stg_stripe_charges
    (charge_id, tenant_id, customer_id, invoice_id, status, failure_code, currency, amount, amount_refunded, card_brand, created_at, synced_at)
SELECT
    concat('ch_', substring(invoice_id, 4), '_', toString(attempt)),
    tenant_id,
    customer_id,
    invoice_id,
    if(attempt = attempts AND status = 'paid', 'succeeded', 'failed') AS outcome,
    if(outcome = 'failed', ['card_declined', 'insufficient_funds', 'expired_card'][1 + cityHash64(invoice_id, attempt, {{seed}}) % 3], NULL),
    currency,
    amount_due,
    if(outcome = 'succeeded' AND cityHash64(invoice_id, 'refund', {{seed}}) % 70 = 0, amount_due, 0),
    [NULL, 'visa', 'visa', 'visa', 'mastercard', 'mastercard', 'amex', 'jcb'][1 + cityHash64(customer_id, 'card', {{seed}}) % 8],
    -- Attempts end with the payment, an hour apart; those that fail for good follow the invoice.
    if(status = 'paid', assumeNotNull(paid_at) - toIntervalHour(attempts - attempt), created_at + toIntervalHour(attempt)) AS time,
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM
(
    SELECT
        *,
        multiIf(status = 'uncollectible', 3, status = 'paid', if(cityHash64(invoice_id, 'failed', {{seed}}) % 15 = 0, 2, 1), 0) AS attempts,
        arrayJoin(range(1, attempts + 1)) AS attempt
    FROM company.stg_stripe_invoices FINAL
)
WHERE time < {{today}};

-- Stripe customers
INSERT INTO company.stg_stripe_customers
    (customer_id, tenant_id, space_id, email, name, currency, country, delinquent, created_at, synced_at)
SELECT
    customer_id,
    tenant_id,
    concat('spc_', substring(customer_id, 5)),
    concat('billing@org', substring(customer_id, 5), '.example'),
    concat(
        ['Alder', 'Birch', 'Cedar', 'Delta', 'Ember', 'Fjord', 'Grove', 'Harbor', 'Iris', 'Juniper'][1 + cityHash64(customer_id, 'name', {{seed}}) % 10], ' ',
        ['Labs', 'Works', 'Studio', 'Group', 'Systems', 'Foods', 'Media', 'Logistics'][1 + cityHash64(customer_id, 'kind', {{seed}}) % 8], ' ',
        toString(toUInt32(substring(customer_id, 5)))),
    currency,
    multiIf(
        cityHash64(customer_id, 'no address', {{seed}}) % 25 = 0, NULL,
        currency = 'EUR', ['DE', 'FR', 'NL', 'ES', 'IT'][1 + cityHash64(customer_id, 'country', {{seed}}) % 5],
        substring(currency, 1, 2)),
    last_status = 'uncollectible',
    created - toIntervalHour(cityHash64(customer_id, 'signup', {{seed}}) % 24),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM
(
    SELECT tenant_id, customer_id, any(currency) AS currency, min(phase_start) AS created
    FROM company.stg_stripe_subscription_phases FINAL
    GROUP BY tenant_id, customer_id
) AS account
LEFT JOIN
(
    SELECT customer_id, argMax(status, (created_at, invoice_id)) AS last_status
    FROM company.stg_stripe_invoices FINAL
    WHERE status != 'void'
    GROUP BY customer_id
) AS invoice USING (customer_id);
