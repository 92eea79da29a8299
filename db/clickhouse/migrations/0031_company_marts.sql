-- Company warehouse, marts: one table per business object or fact, mart_<area>_<what>, computed from staging.
-- A refresh writes rows again with a newer version and they replace the old ones by key; a row that is no longer true is written
-- with is_deleted = 1. Money is Decimal in the main unit of the row's own currency: amounts of different currencies are never added.

CREATE TABLE IF NOT EXISTS {{table company.mart_core_users sharded by cityHash64(tenant_id)}}
(
    user_id String COMMENT 'User of the product',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    space_id String COMMENT 'Space the user works in',
    email String COMMENT 'E-mail address',
    name Nullable(String) COMMENT 'Full name; null when not given',
    country LowCardinality(Nullable(String)) COMMENT 'ISO 3166-1 alpha-2 code at sign-up; null when unknown',
    locale LowCardinality(String) COMMENT 'Language and region',
    signup_source LowCardinality(String) COMMENT 'organic, invite, paid, referral or outbound',
    signup_campaign LowCardinality(Nullable(String)) COMMENT 'Advertising campaign that led to the sign-up; null when none',
    signed_up_at DateTime64(3, 'UTC') COMMENT 'When the user signed up',
    activated_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the user first inserted a block; null when never',
    last_active_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Last event of the user; null when there is none',
    deleted_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the account was deleted; null while it exists',
    pages_created UInt32 COMMENT 'Pages the user created',
    is_paying Bool COMMENT 'Whether the user''s space pays now',
    is_spam Bool COMMENT 'Whether the sign-up was judged to be spam',
    nps_score Nullable(UInt8) COMMENT 'Latest answer to "would you recommend us", 0 to 10; null when none',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was computed',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(updated, is_deleted)}}
ORDER BY (tenant_id, user_id)
COMMENT 'Core: users with what they did';

CREATE TABLE IF NOT EXISTS {{table company.mart_core_spaces sharded by cityHash64(tenant_id)}}
(
    space_id String COMMENT 'Space',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    name String COMMENT 'Name of the space',
    visibility LowCardinality(String) COMMENT 'public, private or workspace',
    plan LowCardinality(String) COMMENT 'free, team, business or enterprise',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was created',
    archived_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was archived; null while in use',
    account_id Nullable(String) COMMENT 'Account that pays for it; null when nobody ever did',
    members UInt32 COMMENT 'Users that work in it',
    pages UInt32 COMMENT 'Pages in it',
    published_pages UInt32 COMMENT 'Of them, published',
    blocks UInt64 COMMENT 'Blocks on its pages',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was computed',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(updated, is_deleted)}}
ORDER BY (tenant_id, space_id)
COMMENT 'Core: spaces with their size';

CREATE TABLE IF NOT EXISTS {{table company.mart_marketing_leads sharded by cityHash64(tenant_id)}}
(
    lead_id String COMMENT 'HubSpot contact',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    email String COMMENT 'E-mail address',
    full_name Nullable(String) COMMENT 'Full name; null when unknown',
    lifecycle_stage LowCardinality(String) COMMENT 'subscriber, lead, marketing_qualified, sales_qualified, opportunity or customer',
    lead_source LowCardinality(Nullable(String)) COMMENT 'Where the person came from; null when unknown',
    country LowCardinality(Nullable(String)) COMMENT 'ISO 3166-1 alpha-2 code; null when unknown',
    seniority LowCardinality(Nullable(String)) COMMENT 'Seniority, from Apollo; null when unknown',
    company_name Nullable(String) COMMENT 'Employer; null when unknown',
    industry LowCardinality(Nullable(String)) COMMENT 'Industry of the employer; null when unknown',
    employees Nullable(UInt32) COMMENT 'Employees of the employer; null when unknown',
    created_at DateTime64(3, 'UTC') COMMENT 'When the person became known',
    became_customer_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the person became a customer; null when not',
    deals UInt32 COMMENT 'Deals in which the person is the contact',
    deals_won UInt32 COMMENT 'Of them, won',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was computed',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(updated, is_deleted)}}
ORDER BY (tenant_id, lead_id)
COMMENT 'Marketing: leads with what sales and prospecting know of them';

CREATE TABLE IF NOT EXISTS {{table company.mart_product_daily_usage sharded by cityHash64(tenant_id)}}
(
    date Date COMMENT 'UTC day',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    user_id String COMMENT 'User that was active',
    space_id LowCardinality(Nullable(String)) COMMENT 'Space the user worked in; null when the events do not say',
    sessions UInt32 COMMENT 'Sessions on the day',
    events UInt32 COMMENT 'Events on the day',
    page_views UInt32 COMMENT 'Pages viewed',
    blocks_inserted UInt32 COMMENT 'Blocks inserted',
    code_blocks_inserted UInt32 COMMENT 'Of them, code blocks',
    pages_created UInt32 COMMENT 'Pages created',
    comments_added UInt32 COMMENT 'Comments added',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was computed',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(updated, is_deleted)}}
PARTITION BY toYYYYMM(date)
ORDER BY (tenant_id, date, user_id)
COMMENT 'Product: what each active user did on each whole day';

-- The movement rules stand in the catalog (catalog/company/martRevenueMrr.yaml). For every row
-- starting + new + expansion + reactivated - contraction - churned = ending, all movements are positive, and at most one of them is not 0.
CREATE TABLE IF NOT EXISTS {{table company.mart_revenue_mrr sharded by cityHash64(tenant_id)}}
(
    month Date COMMENT 'First day of the month',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    account_id String COMMENT 'Stripe customer',
    currency LowCardinality(String) COMMENT 'ISO 4217 code of the amounts',
    plan LowCardinality(String) COMMENT 'Plan at the end of the month; of a churned account, its last one',
    starting_mrr Decimal(18, 2) COMMENT 'MRR at the start of the month',
    new_mrr Decimal(18, 2) COMMENT 'MRR of an account that never paid before',
    expansion_mrr Decimal(18, 2) COMMENT 'Increase of an account that paid at the start',
    reactivated_mrr Decimal(18, 2) COMMENT 'MRR of an account that paid once, but not at the start',
    contraction_mrr Decimal(18, 2) COMMENT 'Decrease of an account that still pays at the end, as a positive number',
    churned_mrr Decimal(18, 2) COMMENT 'MRR lost with an account that no longer pays, as a positive number',
    ending_mrr Decimal(18, 2) COMMENT 'MRR at the end of the month',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was computed',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(updated, is_deleted)}}
PARTITION BY toYear(month)
ORDER BY (tenant_id, account_id, currency, month)
COMMENT 'Revenue: movements of monthly recurring revenue per account and month';

CREATE TABLE IF NOT EXISTS {{table company.mart_spam_signups sharded by cityHash64(tenant_id)}}
(
    user_id String COMMENT 'User that signed up',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    signed_up_at DateTime64(3, 'UTC') COMMENT 'When the user signed up',
    email_domain LowCardinality(String) COMMENT 'Domain of the e-mail address',
    ip_address String COMMENT 'IPv4 address of the sign-up',
    country LowCardinality(Nullable(String)) COMMENT 'ISO 3166-1 alpha-2 code; null when unknown',
    spam_score Float64 COMMENT 'Likelihood of spam, 0 to 1',
    verdict LowCardinality(String) COMMENT 'clean, suspected or spam',
    reason LowCardinality(Nullable(String)) COMMENT 'Rule that decided; null when clean',
    signups_from_network UInt32 COMMENT 'Sign-ups of the same /24 network in the same month, this one included',
    pages_published UInt32 COMMENT 'Pages the user published',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was computed',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(updated, is_deleted)}}
ORDER BY (tenant_id, user_id)
COMMENT 'Spam: sign-ups and what was thought of them';

CREATE TABLE IF NOT EXISTS {{table company.mart_support_tickets sharded by cityHash64(tenant_id)}}
(
    ticket_id String COMMENT 'Ticket',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    user_id Nullable(String) COMMENT 'User that asks; null when not signed in',
    plan LowCardinality(Nullable(String)) COMMENT 'Plan of the user''s space; null when unknown',
    channel LowCardinality(String) COMMENT 'email, chat or form',
    category LowCardinality(String) COMMENT 'billing, bug, how_to, account or abuse',
    priority LowCardinality(String) COMMENT 'low, normal, high or urgent',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was opened',
    resolved_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was resolved; null while open',
    first_response_seconds Nullable(UInt32) COMMENT 'Time until somebody answered; null when nobody did',
    resolution_seconds Nullable(UInt32) COMMENT 'Time until it was resolved; null while open',
    within_target Nullable(Bool) COMMENT 'Whether the first answer came in time for the priority (urgent 1 h, high 4 h, normal 24 h, low 72 h); null when there is none yet',
    satisfaction Nullable(UInt8) COMMENT 'Rating, 1 (bad) to 5 (good); null when not rated',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was computed',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(updated, is_deleted)}}
ORDER BY (tenant_id, ticket_id)
COMMENT 'Support: tickets with their times';

CREATE TABLE IF NOT EXISTS {{table company.mart_ua_campaigns sharded by cityHash64(tenant_id)}}
(
    date Date COMMENT 'UTC day',
    tenant_id LowCardinality(String) COMMENT 'Tenant that owns the row',
    campaign_id LowCardinality(String) COMMENT 'Advertising campaign',
    name LowCardinality(String) COMMENT 'Name of the campaign',
    channel LowCardinality(String) COMMENT 'search, social, display or video',
    impressions UInt64 COMMENT 'Times the ads were shown',
    clicks UInt64 COMMENT 'Times they were clicked',
    spend Decimal(18, 2) COMMENT 'Cost, in US dollars',
    signups UInt32 COMMENT 'Users that signed up on this day because of the campaign, spam left out',
    activated_users UInt32 COMMENT 'Of them, that ever inserted a block',
    paying_users UInt32 COMMENT 'Of them, whose space pays now',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was computed',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(updated, is_deleted)}}
PARTITION BY toYYYYMM(date)
ORDER BY (tenant_id, campaign_id, date)
COMMENT 'User acquisition: cost and yield of advertising campaigns per day';
