-- Monthly recurring revenue
-- The MRR of an account at the end of a month is the sum of its paid phases that hold at that instant, each brought to one month and
-- rounded half up to the currency's smallest unit. A phase is seen at the ends of the months from its start up to the month before its end.
-- TRICKY: movements come from one pass, not from a window: what a month ends with is what the next one starts with, so each
-- month-end amount is sent to both months and they meet in the GROUP BY. The month of a churn gets its row that way too.
INSERT INTO company.mart_revenue_mrr
    (month, tenant_id, account_id, currency, plan, starting_mrr, new_mrr, expansion_mrr, reactivated_mrr, contraction_mrr, churned_mrr, ending_mrr, updated)
WITH
    month_ends AS
    (
        SELECT
            tenant_id,
            customer_id,
            currency,
            arrayJoin(range(toUInt64(greatest(0, 1 + dateDiff('month', phase_start, if(phase_end IS NULL, {{today}} - 1, addMonths(toStartOfMonth(phase_end), -1))))))) AS i,
            addMonths(toStartOfMonth(phase_start), i) AS month,
            if(billing_interval = 'year', 12, 1) AS months,
            intDiv(2 * unit_amount * quantity + months, 2 * months) AS amount,
            plan
        FROM company.stg_stripe_subscription_phases FINAL
        WHERE NOT trial
    ),
    levels AS
    (
        SELECT
            tenant_id,
            customer_id,
            currency,
            month,
            -- Yen have no smaller unit.
            toDecimal64(sum(amount), 2) / if(currency = 'JPY', 1, 100) AS mrr,
            argMax(plan, (amount, plan)) AS plan,
            min(month) OVER (PARTITION BY tenant_id, customer_id, currency) AS first_month
        FROM month_ends
        GROUP BY tenant_id, customer_id, currency, month
        HAVING mrr > 0
    )
SELECT
    month,
    tenant_id,
    customer_id,
    currency,
    -- That of this month's end; of a churned account, that of the month before.
    argMax(plan, ends_here),
    toDecimal64(sumIf(mrr, NOT ends_here), 2) AS starting,
    if(starting = 0 AND month = first, ending, 0),
    if(starting > 0 AND ending > starting, ending - starting, 0),
    if(starting = 0 AND month > first, ending, 0),
    if(ending > 0 AND ending < starting, starting - ending, 0),
    if(ending = 0, starting, 0),
    toDecimal64(sumIf(mrr, ends_here), 2) AS ending,
    toDateTime64(least(addMonths(month, 1), {{today}}), 3, 'UTC') - 1
FROM
(
    SELECT tenant_id, customer_id, currency, plan, mrr, first_month, month, true AS ends_here FROM levels
    UNION ALL
    SELECT tenant_id, customer_id, currency, plan, mrr, first_month, addMonths(month, 1), false FROM levels
)
WHERE month < {{today}}
GROUP BY tenant_id, customer_id, currency, first_month AS first, month;

-- Daily usage
INSERT INTO company.mart_product_daily_usage
    (date, tenant_id, user_id, space_id, sessions, events, page_views, blocks_inserted, code_blocks_inserted, pages_created, comments_added, updated)
SELECT
    toDate(event_time) AS day,
    tenant_id,
    user_id,
    max(space_properties.spaceId),
    uniqExact(session_id),
    count(),
    countIf(event_type = 'page_viewed'),
    countIf(event_type = 'block_inserted'),
    countIf(event_type = 'block_inserted' AND event_properties.blockType = 'code'),
    countIf(event_type = 'page_created'),
    countIf(event_type = 'comment_added'),
    toDateTime64(day, 3, 'UTC') + 86399
FROM company.amplitude_app_events FINAL
WHERE event_time < {{today}}
GROUP BY tenant_id, day, user_id;

-- Users
INSERT INTO company.mart_core_users
    (user_id, tenant_id, space_id, email, name, country, locale, signup_source, signup_campaign, signed_up_at, activated_at, last_active_at, deleted_at,
     pages_created, is_paying, is_spam, nps_score, updated)
SELECT
    person.user_id,
    person.tenant_id,
    person.space_id,
    person.email,
    person.name,
    person.country,
    person.locale,
    person.signup_source,
    person.signup_campaign,
    person.created_at,
    activity.activated_at,
    activity.last_active_at,
    person.deleted_at,
    ifNull(page.pages, 0),
    ifNull(space.plan, 'free') != 'free',
    person.spam_score >= 0.9,
    survey.latest,
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM company.stg_backend_users AS person FINAL
LEFT JOIN
(
    SELECT user_id, minIf(event_time, event_type = 'block_inserted') AS first_block, if(first_block < '1980-01-01', NULL, first_block) AS activated_at, max(event_time) AS last_active_at
    FROM company.amplitude_app_events FINAL
    WHERE event_time < {{today}}
    GROUP BY user_id
) AS activity ON activity.user_id = person.user_id
LEFT JOIN (SELECT author_id, count() AS pages FROM company.stg_backend_pages FINAL GROUP BY author_id) AS page ON page.author_id = person.user_id
LEFT JOIN (SELECT space_id, plan FROM company.stg_backend_spaces FINAL) AS space ON space.space_id = person.space_id
LEFT JOIN
(
    SELECT user_id, argMax(score, (answered_at, answer_id)) AS latest
    FROM company.stg_refiner_answers FINAL
    WHERE survey = 'nps' AND score IS NOT NULL
    GROUP BY user_id
) AS survey ON survey.user_id = person.user_id
SETTINGS join_use_nulls = 1;

-- Spaces
INSERT INTO company.mart_core_spaces
    (space_id, tenant_id, name, visibility, plan, created_at, archived_at, account_id, members, pages, published_pages, blocks, updated)
SELECT
    space.space_id,
    space.tenant_id,
    space.name,
    space.visibility,
    space.plan,
    space.created_at,
    space.archived_at,
    account.customer_id,
    ifNull(people.members, 0),
    ifNull(content.pages, 0),
    ifNull(content.published, 0),
    ifNull(content.blocks, 0),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM company.stg_backend_spaces AS space FINAL
LEFT JOIN (SELECT space_id, customer_id FROM company.stg_stripe_customers FINAL) AS account ON account.space_id = space.space_id
LEFT JOIN
(
    SELECT space_id, count() AS members FROM company.stg_backend_users FINAL WHERE deleted_at IS NULL GROUP BY space_id
) AS people ON people.space_id = space.space_id
LEFT JOIN
(
    SELECT space_id, count() AS pages, countIf(p.published) AS published, sum(p.blocks) AS blocks FROM company.stg_backend_pages AS p FINAL GROUP BY space_id
) AS content ON content.space_id = space.space_id
SETTINGS join_use_nulls = 1;

-- Leads
INSERT INTO company.mart_marketing_leads
    (lead_id, tenant_id, email, full_name, lifecycle_stage, lead_source, country, seniority, company_name, industry, employees, created_at,
     became_customer_at, deals, deals_won, updated)
SELECT
    contact.contact_id,
    contact.tenant_id,
    contact.email,
    nullIf(trim(concat(ifNull(contact.first_name, ''), ' ', ifNull(contact.last_name, ''))), ''),
    contact.lifecycle_stage,
    contact.lead_source,
    ifNull(contact.country, employer.country),
    prospect.rank,
    employer.name,
    employer.industry,
    employer.employees,
    contact.created_at,
    contact.became_customer_at,
    ifNull(deal.deals, 0),
    ifNull(deal.won, 0),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM company.stg_hubspot_contacts AS contact FINAL
LEFT JOIN (SELECT * FROM company.stg_hubspot_companies FINAL) AS employer ON employer.tenant_id = contact.tenant_id AND employer.company_id = contact.company_id
LEFT JOIN
(
    SELECT tenant_id, email, argMax(seniority, (created_at, apollo_id)) AS rank FROM company.stg_apollo_contacts FINAL GROUP BY tenant_id, email
) AS prospect ON prospect.tenant_id = contact.tenant_id AND prospect.email = contact.email
LEFT JOIN
(
    SELECT tenant_id, contact_id, count() AS deals, countIf(stage = 'won') AS won FROM company.stg_hubspot_deals FINAL GROUP BY tenant_id, contact_id
) AS deal ON deal.tenant_id = contact.tenant_id AND deal.contact_id = contact.contact_id
SETTINGS join_use_nulls = 1;

-- Sign-ups and spam
INSERT INTO company.mart_spam_signups
    (user_id, tenant_id, signed_up_at, email_domain, ip_address, country, spam_score, verdict, reason, signups_from_network, pages_published, updated)
SELECT
    person.user_id,
    person.tenant_id,
    person.created_at,
    domain,
    person.signup_ip,
    person.country,
    person.spam_score,
    multiIf(spam_score >= 0.9, 'spam', spam_score >= 0.6, 'suspected', 'clean') AS judged,
    multiIf(judged = 'clean', NULL, domain IN ('mail-now.example', 'quickbox.example'), 'disposable_address', together >= 3, 'network', 'behaviour'),
    together,
    ifNull(page.published, 0),
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM
(
    SELECT
        *,
        splitByChar('@', email)[2] AS domain,
        count() OVER (PARTITION BY tenant_id, toStartOfMonth(created_at), extract(signup_ip, '^[0-9]+[.][0-9]+[.][0-9]+')) AS together
    FROM company.stg_backend_users FINAL
) AS person
LEFT JOIN (SELECT author_id, countIf(p.published) AS published FROM company.stg_backend_pages AS p FINAL GROUP BY author_id) AS page ON page.author_id = person.user_id
SETTINGS join_use_nulls = 1;

-- Tickets
INSERT INTO company.mart_support_tickets
    (ticket_id, tenant_id, user_id, plan, channel, category, priority, created_at, resolved_at, first_response_seconds, resolution_seconds,
     within_target, satisfaction, updated)
SELECT
    ticket.ticket_id,
    ticket.tenant_id,
    ticket.user_id,
    member.plan,
    ticket.channel,
    ticket.category,
    ticket.priority,
    ticket.created_at,
    ticket.resolved_at,
    dateDiff('second', ticket.created_at, ticket.first_response_at) AS waited,
    dateDiff('second', ticket.created_at, ticket.resolved_at),
    waited <= transform(ticket.priority, ['urgent', 'high', 'normal', 'low'], [3600, 14400, 86400, 259200], 0),
    ticket.satisfaction,
    toDateTime64({{today}}, 3, 'UTC') - 1
FROM company.stg_hubspot_tickets AS ticket FINAL
LEFT JOIN
(
    SELECT person.tenant_id AS tenant_id, user_id, plan
    FROM company.stg_backend_users AS person FINAL
    INNER JOIN (SELECT space_id, plan FROM company.stg_backend_spaces FINAL) AS space USING (space_id)
) AS member ON member.tenant_id = ticket.tenant_id AND member.user_id = ticket.user_id
SETTINGS join_use_nulls = 1;

-- Advertising and its yield
-- Days with sign-ups but without advertising get a row too: a click may pay off later.
INSERT INTO company.mart_ua_campaigns
    (date, tenant_id, campaign_id, name, channel, impressions, clicks, spend, signups, activated_users, paying_users, updated)
SELECT
    day,
    tenant_id,
    campaign_id,
    campaign.name,
    campaign.channel,
    sum(shown),
    sum(clicked),
    sum(cost),
    sum(signed_up),
    sum(activated),
    sum(paying),
    toDateTime64(day, 3, 'UTC') + 86399
FROM
(
    SELECT tenant_id, campaign_id, date AS day, impressions AS shown, clicks AS clicked, spend AS cost, 0 AS signed_up, 0 AS activated, 0 AS paying
    FROM company.stg_hubspot_ads FINAL
    UNION ALL
    SELECT tenant_id, assumeNotNull(signup_campaign), toDate(signed_up_at) AS day, 0, 0, toDecimal64(0, 2), count(), count(activated_at), countIf(is_paying)
    FROM company.mart_core_users FINAL
    WHERE signup_campaign IS NOT NULL AND NOT is_spam AND signed_up_at >= {{today}} - 365
    GROUP BY 1, 2, 3
) AS fact
INNER JOIN (SELECT tenant_id, campaign_id, any(name) AS name, any(channel) AS channel FROM company.stg_hubspot_ads FINAL GROUP BY tenant_id, campaign_id) AS campaign
    USING (tenant_id, campaign_id)
GROUP BY tenant_id, campaign_id, campaign.name, campaign.channel, day;
