-- Email outreach: what was sent, by whom, and what came of it. One row per entity and day.
--
-- Why ReplacingMergeTree(updated): a load recomputes whole days from the mail itself and writes them again, as often as it
-- likes (hourly, daily, after a repair). A row is replaced by a newer one with the same key (… , date); nothing is added up, so a
-- repeated load changes no number. A SummingMergeTree would count it twice. Readers use FINAL (`final: true` in the catalog):
-- until parts merge both versions are on disk. The partition is a function of the key, so all versions of a row meet in one.
-- A row whose mail has vanished (an erased lead) is written with is_deleted = 1; FINAL then hides it.
--
-- Counters count the mail SENT on `date`, whenever it was opened or answered, so sent ≥ delivered ≥ opened holds on each
-- row. Counts only: a rate of a day cannot be added to that of another (metrics divide sums, last).
--
-- Sharded by tenant: a tenant's rows of all tables lie on one shard, so they replace each other and join there.

-- The mail itself, as it comes from the OLTP table `emails`: what the tables below are computed from. Not offered to
-- anybody (no dataset): it is the landing place of the loads.
CREATE DATABASE IF NOT EXISTS {{database outreach}} ENGINE = Atomic
COMMENT 'Email outreach analytics';

CREATE TABLE IF NOT EXISTS {{table outreach.emails sharded by cityHash64(tenant_id)}}
(
    email_id UInt64 COMMENT 'Identity of the mail in the OLTP store',
    tenant_id LowCardinality(String) COMMENT 'Tenant that sent it',
    company_id LowCardinality(String) COMMENT 'Company of the tenant it was sent for',
    campaign_id LowCardinality(String) COMMENT 'Campaign it belongs to',
    step_id LowCardinality(String) COMMENT 'Step of the campaign''s sequence',
    mailbox_id LowCardinality(String) COMMENT 'Mailbox it was sent from',
    lead_id String COMMENT 'Lead it was sent to',
    sent_at DateTime64(3, 'UTC') COMMENT 'When it was sent',
    status LowCardinality(String) COMMENT 'sent, delivered or bounced',
    opened UInt8 COMMENT '1 when the tracking pixel was loaded',
    clicked UInt8 COMMENT '1 when a tracked link was followed',
    replied UInt8 COMMENT '1 when the lead answered',
    bounce_type LowCardinality(Nullable(String)) COMMENT 'hard or soft; null when it did not bounce',
    unsubscribed UInt8 COMMENT '1 when the lead unsubscribed by this mail',
    complaint UInt8 COMMENT '1 when the lead reported it as spam',
    is_last UInt8 COMMENT '1 when the lead''s sequence ended with it: last step, answer, bounce or unsubscription',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was last changed in the OLTP store'
)
ENGINE = {{engine ReplacingMergeTree(updated)}}
PARTITION BY toYYYYMM(sent_at)
ORDER BY (tenant_id, sent_at, email_id)
COMMENT 'Mail sent, as loaded from the OLTP store; the outreach tables are computed from it';

-- The hub: what a tenant used in a billing period. The other tables point at it with billing_id.
CREATE TABLE IF NOT EXISTS {{table outreach.billing_analytics sharded by cityHash64(tenant_id)}}
(
    billing_id String COMMENT 'Identity of the tenant''s billing period',
    tenant_id LowCardinality(String) COMMENT 'Tenant that is billed',
    subscription_id String COMMENT 'Subscription the period belongs to',
    emails_sent UInt32 COMMENT 'Mails sent in the period',
    mailboxes_used UInt32 COMMENT 'Distinct mailboxes that sent mail in the period',
    domains_used UInt32 COMMENT 'Distinct sending domains of those mailboxes',
    campaigns_used UInt32 COMMENT 'Distinct campaigns that sent mail in the period',
    leads_used UInt32 COMMENT 'Distinct leads that were sent mail in the period',
    warmups_active UInt32 COMMENT 'Distinct mailboxes that were warmed up in the period',
    period_start Date COMMENT 'First day of the period',
    period_end Date COMMENT 'Day after the last day of the period',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was computed',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(updated, is_deleted)}}
PARTITION BY toYYYYMM(period_start)
ORDER BY (tenant_id, period_start)
COMMENT 'Usage per tenant and billing period';

CREATE TABLE IF NOT EXISTS {{table outreach.campaign_analytics sharded by cityHash64(tenant_id)}}
(
    tenant_id LowCardinality(String) COMMENT 'Tenant that runs the campaign',
    campaign_id LowCardinality(String) COMMENT 'Campaign',
    company_id LowCardinality(String) COMMENT 'Company of the tenant the campaign is run for',
    billing_id LowCardinality(Nullable(String)) COMMENT 'Billing period of the day; null when the tenant was not billed',
    date Date COMMENT 'UTC day',
    status LowCardinality(String) COMMENT 'Status at the end of the day: active, paused or completed',
    completed_leads UInt32 COMMENT 'Leads whose sequence ended on this day',
    sent UInt32 COMMENT 'Mails sent on this day',
    delivered UInt32 COMMENT 'Of them, delivered',
    opened_tracked UInt32 COMMENT 'Of them, opened as far as tracking saw',
    clicked_tracked UInt32 COMMENT 'Of them, clicked as far as tracking saw',
    replied UInt32 COMMENT 'Of them, answered',
    bounced UInt32 COMMENT 'Of them, bounced',
    unsubscribed UInt32 COMMENT 'Of them, followed by an unsubscription',
    spam_complaints UInt32 COMMENT 'Of them, reported as spam',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was computed',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(updated, is_deleted)}}
PARTITION BY toYYYYMM(date)
ORDER BY (tenant_id, campaign_id, date)
COMMENT 'Mail and results per campaign and day';

CREATE TABLE IF NOT EXISTS {{table outreach.mailbox_analytics sharded by cityHash64(tenant_id)}}
(
    tenant_id LowCardinality(String) COMMENT 'Tenant the mailbox belongs to',
    mailbox_id LowCardinality(String) COMMENT 'Mailbox',
    company_id LowCardinality(String) COMMENT 'Company of the tenant the mailbox sends for',
    billing_id LowCardinality(Nullable(String)) COMMENT 'Billing period of the day; null when the tenant was not billed',
    date Date COMMENT 'UTC day',
    warmup_status LowCardinality(Nullable(String)) COMMENT 'warming, warm or paused; null when never warmed up',
    health_score Nullable(Float64) COMMENT 'Sending reputation at the end of the day, 0 to 100; null when not measured',
    current_volume UInt32 COMMENT 'Mails the mailbox may send on this day',
    campaign_status LowCardinality(Nullable(String)) COMMENT 'Status of the campaigns it sends for; null when it has none',
    sent UInt32 COMMENT 'Mails sent on this day',
    delivered UInt32 COMMENT 'Of them, delivered',
    opened_tracked UInt32 COMMENT 'Of them, opened as far as tracking saw',
    clicked_tracked UInt32 COMMENT 'Of them, clicked as far as tracking saw',
    replied UInt32 COMMENT 'Of them, answered',
    bounced UInt32 COMMENT 'Of them, bounced',
    unsubscribed UInt32 COMMENT 'Of them, followed by an unsubscription',
    spam_complaints UInt32 COMMENT 'Of them, reported as spam',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was computed',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(updated, is_deleted)}}
PARTITION BY toYYYYMM(date)
ORDER BY (tenant_id, mailbox_id, date)
COMMENT 'Mail, results and health per mailbox and day';

CREATE TABLE IF NOT EXISTS {{table outreach.lead_analytics sharded by cityHash64(tenant_id)}}
(
    tenant_id LowCardinality(String) COMMENT 'Tenant that contacts the lead',
    lead_id String COMMENT 'Lead: one person in one campaign''s list',
    campaign_id LowCardinality(String) COMMENT 'Campaign that contacts the lead',
    billing_id LowCardinality(Nullable(String)) COMMENT 'Billing period of the day; null when the tenant was not billed',
    date Date COMMENT 'UTC day',
    status LowCardinality(String) COMMENT 'Status at the end of the day: contacted, opened, clicked, replied, bounced, unsubscribed or completed',
    sent UInt32 COMMENT 'Mails sent on this day',
    delivered UInt32 COMMENT 'Of them, delivered',
    opened_tracked UInt32 COMMENT 'Of them, opened as far as tracking saw',
    clicked_tracked UInt32 COMMENT 'Of them, clicked as far as tracking saw',
    replied UInt32 COMMENT 'Of them, answered',
    bounced UInt32 COMMENT 'Of them, bounced',
    unsubscribed UInt32 COMMENT 'Of them, followed by an unsubscription',
    spam_complaints UInt32 COMMENT 'Of them, reported as spam',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was computed',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(updated, is_deleted)}}
PARTITION BY toYYYYMM(date)
ORDER BY (tenant_id, campaign_id, lead_id, date)
COMMENT 'Mail and results per lead and day on which it was sent mail';

-- Warm-up mail is not campaign mail: it goes to a network of friendly mailboxes and is in none of the tables above.
CREATE TABLE IF NOT EXISTS {{table outreach.warmup_analytics sharded by cityHash64(tenant_id)}}
(
    tenant_id LowCardinality(String) COMMENT 'Tenant the mailbox belongs to',
    mailbox_id LowCardinality(String) COMMENT 'Mailbox that is warmed up',
    company_id LowCardinality(String) COMMENT 'Company of the tenant the mailbox sends for',
    billing_id LowCardinality(Nullable(String)) COMMENT 'Billing period of the day; null when the tenant was not billed',
    date Date COMMENT 'UTC day',
    health_score Nullable(Float64) COMMENT 'Sending reputation as the warm-up network sees it, 0 to 100; null when not measured',
    progress_percentage Nullable(Float64) COMMENT 'How far the warm-up has come at the end of the day, 0 to 100; null when unknown',
    sent UInt32 COMMENT 'Warm-up mails sent on this day',
    delivered UInt32 COMMENT 'Of them, delivered',
    opened_tracked UInt32 COMMENT 'Of them, opened as far as tracking saw',
    clicked_tracked UInt32 COMMENT 'Of them, clicked as far as tracking saw',
    replied UInt32 COMMENT 'Of them, answered',
    bounced UInt32 COMMENT 'Of them, bounced',
    unsubscribed UInt32 COMMENT 'Of them, followed by an unsubscription',
    spam_complaints UInt32 COMMENT 'Of them, sorted into the spam folder or reported',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was computed',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(updated, is_deleted)}}
PARTITION BY toYYYYMM(date)
ORDER BY (tenant_id, mailbox_id, date)
COMMENT 'Warm-up mail and progress per mailbox and day';

CREATE TABLE IF NOT EXISTS {{table outreach.sequence_step_analytics sharded by cityHash64(tenant_id)}}
(
    tenant_id LowCardinality(String) COMMENT 'Tenant that runs the campaign',
    step_id LowCardinality(String) COMMENT 'Step of the campaign''s sequence',
    campaign_id LowCardinality(String) COMMENT 'Campaign the step belongs to',
    company_id LowCardinality(String) COMMENT 'Company of the tenant the campaign is run for',
    billing_id LowCardinality(Nullable(String)) COMMENT 'Billing period of the day; null when the tenant was not billed',
    date Date COMMENT 'UTC day',
    sent UInt32 COMMENT 'Mails sent on this day',
    delivered UInt32 COMMENT 'Of them, delivered',
    opened_tracked UInt32 COMMENT 'Of them, opened as far as tracking saw',
    clicked_tracked UInt32 COMMENT 'Of them, clicked as far as tracking saw',
    replied UInt32 COMMENT 'Of them, answered',
    bounced UInt32 COMMENT 'Of them, bounced',
    unsubscribed UInt32 COMMENT 'Of them, followed by an unsubscription',
    spam_complaints UInt32 COMMENT 'Of them, reported as spam',
    updated DateTime64(3, 'UTC') COMMENT 'Version: when the row was computed',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 takes the row away'
)
ENGINE = {{engine ReplacingMergeTree(updated, is_deleted)}}
PARTITION BY toYYYYMM(date)
ORDER BY (tenant_id, campaign_id, step_id, date)
COMMENT 'Mail and results per sequence step and day';
