-- Company warehouse, staging: what the sources say, one table per source object, named after its source. Nothing is computed here.
--
-- Every table is a copy of an object that changes in its source, so a sync writes it again: ReplacingMergeTree(synced_at), read
-- with FINAL. A repeated sync changes nothing; an object deleted in its source comes once more with is_deleted = 1.
-- Amounts of Stripe are integers in the smallest unit of their currency, as Stripe has them (JPY has no smaller unit).
-- Sharded by tenant, and every key begins with the tenant: joins stay on a shard and never cross tenants.

CREATE DATABASE IF NOT EXISTS {{database company}} ENGINE = Atomic
COMMENT 'Company warehouse: staging, marts, reporting';

CREATE TABLE IF NOT EXISTS {{table company.stg_stripe_customers sharded by cityHash64(tenant_id)}}
(
    customer_id String COMMENT 'Stripe customer: the account that pays',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    space_id String COMMENT 'Space the account pays for',
    email String COMMENT 'E-mail address for invoices',
    name String COMMENT 'Name on the invoices',
    currency LowCardinality(String) COMMENT 'ISO 4217 code of the account''s invoices',
    country LowCardinality(Nullable(String)) COMMENT 'ISO 3166-1 alpha-2 code of the billing address',
    delinquent Bool COMMENT 'Whether the last invoice is overdue',
    created_at DateTime64(3, 'UTC') COMMENT 'When the account was created',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
ORDER BY (tenant_id, customer_id)
COMMENT 'Stripe: customers';

CREATE TABLE IF NOT EXISTS {{table company.stg_stripe_subscriptions sharded by cityHash64(tenant_id)}}
(
    subscription_id String COMMENT 'Stripe subscription',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    customer_id String COMMENT 'Account that subscribes',
    status LowCardinality(String) COMMENT 'trialing, active, past_due, canceled or incomplete_expired',
    plan LowCardinality(String) COMMENT 'Plan of the current (or last) phase',
    currency LowCardinality(String) COMMENT 'ISO 4217 code of its prices',
    started_at DateTime64(3, 'UTC') COMMENT 'When it started, trial included',
    canceled_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When its cancellation was asked for; null when it was not',
    ended_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it ended; null while it runs',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
ORDER BY (tenant_id, subscription_id)
COMMENT 'Stripe: subscriptions as they are now';

-- A subscription says what it is now; what it was stands here. A phase holds from its start (included) to its end (excluded).
CREATE TABLE IF NOT EXISTS {{table company.stg_stripe_subscription_phases sharded by cityHash64(tenant_id)}}
(
    subscription_id String COMMENT 'Stripe subscription',
    phase UInt16 COMMENT 'Number of the phase in its subscription, from 1',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    customer_id String COMMENT 'Account that subscribes',
    plan LowCardinality(String) COMMENT 'Plan of the phase',
    billing_interval LowCardinality(String) COMMENT 'month or year: how often the price is due',
    quantity UInt32 COMMENT 'Seats',
    unit_amount Int64 COMMENT 'Price of a seat per interval, in the smallest unit of the currency',
    currency LowCardinality(String) COMMENT 'ISO 4217 code of the price',
    trial Bool COMMENT 'Whether nothing is paid in the phase',
    phase_start DateTime64(3, 'UTC') COMMENT 'Start of the phase, included',
    phase_end Nullable(DateTime64(3, 'UTC')) COMMENT 'End of the phase, excluded; null while it runs',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
ORDER BY (tenant_id, subscription_id, phase)
COMMENT 'Stripe: price and quantity of subscriptions over time';

CREATE TABLE IF NOT EXISTS {{table company.stg_stripe_invoices sharded by cityHash64(tenant_id)}}
(
    invoice_id String COMMENT 'Stripe invoice',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    customer_id String COMMENT 'Account that is billed',
    subscription_id String COMMENT 'Subscription that is billed',
    status LowCardinality(String) COMMENT 'paid, open, uncollectible or void',
    currency LowCardinality(String) COMMENT 'ISO 4217 code of its amounts',
    amount_due Int64 COMMENT 'Amount due, in the smallest unit of the currency',
    amount_paid Int64 COMMENT 'Amount paid, in the smallest unit of the currency',
    period_start DateTime64(3, 'UTC') COMMENT 'Start of the period it is for, included',
    period_end DateTime64(3, 'UTC') COMMENT 'End of the period it is for, excluded',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was issued',
    paid_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was paid; null when it was not',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
ORDER BY (tenant_id, invoice_id)
COMMENT 'Stripe: invoices';

CREATE TABLE IF NOT EXISTS {{table company.stg_stripe_charges sharded by cityHash64(tenant_id)}}
(
    charge_id String COMMENT 'Stripe charge: one attempt to collect money',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    customer_id String COMMENT 'Account that is charged',
    invoice_id String COMMENT 'Invoice that is to be paid',
    status LowCardinality(String) COMMENT 'succeeded or failed',
    failure_code LowCardinality(Nullable(String)) COMMENT 'Why it failed; null when it did not',
    currency LowCardinality(String) COMMENT 'ISO 4217 code of its amounts',
    amount Int64 COMMENT 'Amount, in the smallest unit of the currency',
    amount_refunded Int64 COMMENT 'Of it, refunded, in the smallest unit of the currency',
    card_brand LowCardinality(Nullable(String)) COMMENT 'Brand of the card; null when no card was used',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was tried',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
ORDER BY (tenant_id, charge_id)
COMMENT 'Stripe: charges';

CREATE TABLE IF NOT EXISTS {{table company.stg_hubspot_companies sharded by cityHash64(tenant_id)}}
(
    company_id String COMMENT 'HubSpot company',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    name String COMMENT 'Name of the company',
    domain String COMMENT 'Web domain of the company',
    industry LowCardinality(Nullable(String)) COMMENT 'Industry; null when unknown',
    employees Nullable(UInt32) COMMENT 'Number of employees; null when unknown',
    country LowCardinality(Nullable(String)) COMMENT 'ISO 3166-1 alpha-2 code; null when unknown',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was entered',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
ORDER BY (tenant_id, company_id)
COMMENT 'HubSpot: companies';

CREATE TABLE IF NOT EXISTS {{table company.stg_hubspot_contacts sharded by cityHash64(tenant_id)}}
(
    contact_id String COMMENT 'HubSpot contact',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    company_id Nullable(String) COMMENT 'HubSpot company the person works for; null when unknown',
    email String COMMENT 'E-mail address',
    first_name Nullable(String) COMMENT 'First name; null when unknown',
    last_name Nullable(String) COMMENT 'Last name; null when unknown',
    phone Nullable(String) COMMENT 'Telephone number; null when unknown',
    lifecycle_stage LowCardinality(String) COMMENT 'subscriber, lead, marketing_qualified, sales_qualified, opportunity or customer',
    lead_source LowCardinality(Nullable(String)) COMMENT 'Where the person came from; null when unknown',
    country LowCardinality(Nullable(String)) COMMENT 'ISO 3166-1 alpha-2 code; null when unknown',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was entered',
    became_customer_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it became a customer; null when it did not',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
ORDER BY (tenant_id, contact_id)
COMMENT 'HubSpot: contacts';

CREATE TABLE IF NOT EXISTS {{table company.stg_hubspot_deals sharded by cityHash64(tenant_id)}}
(
    deal_id String COMMENT 'HubSpot deal',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    company_id String COMMENT 'HubSpot company that would buy',
    contact_id Nullable(String) COMMENT 'HubSpot contact that is talked to; null when none is named',
    stage LowCardinality(String) COMMENT 'qualified, demo, proposal, won or lost',
    amount Nullable(Decimal(18, 2)) COMMENT 'Yearly value, in the main unit of the currency; null when not estimated',
    currency LowCardinality(String) COMMENT 'ISO 4217 code of the amount',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was opened',
    closed_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was won or lost; null while open',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
ORDER BY (tenant_id, deal_id)
COMMENT 'HubSpot: deals';

CREATE TABLE IF NOT EXISTS {{table company.stg_hubspot_tickets sharded by cityHash64(tenant_id)}}
(
    ticket_id String COMMENT 'HubSpot ticket',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    user_id Nullable(String) COMMENT 'User of the product that asks; null when not signed in',
    email String COMMENT 'E-mail address of the person that asks',
    channel LowCardinality(String) COMMENT 'email, chat or form',
    category LowCardinality(String) COMMENT 'billing, bug, how_to, account or abuse',
    priority LowCardinality(String) COMMENT 'low, normal, high or urgent',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was opened',
    first_response_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When somebody first answered; null when nobody did',
    resolved_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was resolved; null while open',
    satisfaction Nullable(UInt8) COMMENT 'Rating of the answer, 1 (bad) to 5 (good); null when not rated',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
ORDER BY (tenant_id, ticket_id)
COMMENT 'HubSpot: support tickets';

CREATE TABLE IF NOT EXISTS {{table company.stg_hubspot_ads sharded by cityHash64(tenant_id)}}
(
    campaign_id LowCardinality(String) COMMENT 'Advertising campaign',
    date Date COMMENT 'UTC day',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    name String COMMENT 'Name of the campaign',
    channel LowCardinality(String) COMMENT 'search, social, display or video',
    impressions UInt64 COMMENT 'Times the ads were shown on the day',
    clicks UInt64 COMMENT 'Times they were clicked',
    spend Decimal(18, 2) COMMENT 'Cost of the day, in US dollars',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
PARTITION BY toYYYYMM(date)
ORDER BY (tenant_id, campaign_id, date)
COMMENT 'HubSpot: what advertising campaigns showed and cost per day';

CREATE TABLE IF NOT EXISTS {{table company.stg_backend_users sharded by cityHash64(tenant_id)}}
(
    user_id String COMMENT 'User of the product',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    email String COMMENT 'E-mail address of the account',
    name Nullable(String) COMMENT 'Full name; null when not given',
    space_id String COMMENT 'Space the user works in',
    locale LowCardinality(String) COMMENT 'Language and region of the user, e.g. de-DE',
    country LowCardinality(Nullable(String)) COMMENT 'ISO 3166-1 alpha-2 code at sign-up; null when unknown',
    signup_source LowCardinality(String) COMMENT 'organic, invite, paid, referral or outbound',
    signup_campaign LowCardinality(Nullable(String)) COMMENT 'Advertising campaign that led to the sign-up; null when none',
    signup_ip String COMMENT 'IPv4 address of the sign-up',
    spam_score Float64 COMMENT 'Likelihood that the sign-up is spam, 0 to 1',
    created_at DateTime64(3, 'UTC') COMMENT 'When the user signed up',
    deleted_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the account was deleted; null while it exists',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
ORDER BY (tenant_id, user_id)
COMMENT 'Backend: users';

CREATE TABLE IF NOT EXISTS {{table company.stg_backend_spaces sharded by cityHash64(tenant_id)}}
(
    space_id String COMMENT 'Space: a shared place of pages',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    name String COMMENT 'Name of the space',
    visibility LowCardinality(String) COMMENT 'public, private or workspace',
    plan LowCardinality(String) COMMENT 'free, team, business or enterprise',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was created',
    archived_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was archived; null while in use',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
ORDER BY (tenant_id, space_id)
COMMENT 'Backend: spaces';

CREATE TABLE IF NOT EXISTS {{table company.stg_backend_pages sharded by cityHash64(tenant_id)}}
(
    page_id String COMMENT 'Page of a space',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    space_id String COMMENT 'Space it belongs to',
    author_id String COMMENT 'User that created it',
    title Nullable(String) COMMENT 'Title; null while untitled',
    blocks UInt32 COMMENT 'Number of blocks on it',
    published Bool COMMENT 'Whether everybody with the link can read it',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was created',
    updated_at DateTime64(3, 'UTC') COMMENT 'When it was last changed',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
ORDER BY (tenant_id, page_id)
COMMENT 'Backend: pages';

CREATE TABLE IF NOT EXISTS {{table company.stg_refiner_answers sharded by cityHash64(tenant_id)}}
(
    answer_id String COMMENT 'One answer to one question',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    user_id String COMMENT 'User that answered',
    survey LowCardinality(String) COMMENT 'Survey: nps, onboarding or churn',
    question LowCardinality(String) COMMENT 'Question, in words',
    score Nullable(UInt8) COMMENT 'Answer as a number, 0 to 10; null when it is not a number or was skipped',
    comment Nullable(String) COMMENT 'Answer in words; null when none',
    answered_at DateTime64(3, 'UTC') COMMENT 'When it was given',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
ORDER BY (tenant_id, answer_id)
COMMENT 'Refiner: answers to surveys';

CREATE TABLE IF NOT EXISTS {{table company.stg_apollo_contacts sharded by cityHash64(tenant_id)}}
(
    apollo_id String COMMENT 'Apollo contact',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    email String COMMENT 'E-mail address',
    name String COMMENT 'Full name',
    title Nullable(String) COMMENT 'Job title; null when unknown',
    seniority LowCardinality(Nullable(String)) COMMENT 'entry, senior, manager, director, vp or founder; null when unknown',
    department LowCardinality(Nullable(String)) COMMENT 'Department; null when unknown',
    organization String COMMENT 'Employer',
    email_status LowCardinality(String) COMMENT 'verified, guessed or unavailable',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was entered',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(synced_at, is_deleted)}}
ORDER BY (tenant_id, apollo_id)
COMMENT 'Apollo: contacts found by prospecting';

-- The events whose site is `app`. A table of its own, not a view over all events: a view hides the columns from pruning (it would
-- read whole JSON columns) and has no partitions whose change could be noticed. The constraint keeps other sites out.
-- An export repeats events now and then; the same event_id replaces itself.
-- The paths that questions ask for are declared: they are stored as columns of their own, and a missing one is NULL.
CREATE TABLE IF NOT EXISTS {{table company.amplitude_app_events sharded by cityHash64(tenant_id)}}
(
    event_id UUID COMMENT 'Identity of the event ($insert_id)',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    site LowCardinality(String) COMMENT 'Where it happened: always app',
    user_id String COMMENT 'User that did it',
    session_id UInt64 COMMENT 'Session it belongs to',
    event_type LowCardinality(String) COMMENT 'What was done: block_inserted, page_viewed …',
    event_time DateTime64(3, 'UTC') COMMENT 'When it was done',
    event_properties JSON(blockType LowCardinality(Nullable(String)), max_dynamic_paths = 64) COMMENT 'What is known of the event',
    space_properties JSON(spaceId Nullable(String), spaceVisibility LowCardinality(Nullable(String)), max_dynamic_paths = 64) COMMENT 'What was known of the space when it happened',
    platform LowCardinality(String) COMMENT 'web, macos, windows, ios or android',
    country LowCardinality(Nullable(String)) COMMENT 'ISO 3166-1 alpha-2 code; null when unknown',
    ip_address Nullable(IPv4) COMMENT 'Address it came from; null when not kept',
    synced_at DateTime64(3, 'UTC') COMMENT 'Version: when the row was read from the source',
    CONSTRAINT site_is_app CHECK site = 'app'
)
ENGINE = {{engine ReplacingMergeTree(synced_at)}}
PARTITION BY toYYYYMM(event_time)
ORDER BY (tenant_id, event_type, event_time, event_id)
COMMENT 'Amplitude: events of the app';
