-- Company warehouse, reporting: what dashboards show, as views, so they are never older than the marts.
-- Each fact is aggregated on its own and the aggregates meet by UNION ALL: joining facts row by row would multiply them.

CREATE OR REPLACE VIEW {{view company.reporting_weekly_kpis}} AS
SELECT
    tenant_id,
    week,
    sum(active_users) AS active_users,
    sum(signups) AS signups,
    sum(spam_signups) AS spam_signups,
    sum(blocks_inserted) AS blocks_inserted,
    sum(pages_created) AS pages_created,
    sum(tickets) AS tickets,
    sum(ad_spend) AS ad_spend
FROM
(
    SELECT
        tenant_id,
        toMonday(date) AS week,
        uniqExact(user_id) AS active_users,
        0 AS signups,
        0 AS spam_signups,
        sum(blocks_inserted) AS blocks_inserted,
        sum(pages_created) AS pages_created,
        0 AS tickets,
        toDecimal64(0, 2) AS ad_spend
    FROM company.mart_product_daily_usage FINAL
    GROUP BY tenant_id, week
    UNION ALL
    SELECT tenant_id, toMonday(signed_up_at) AS week, 0, countIf(verdict != 'spam'), countIf(verdict = 'spam'), 0, 0, 0, toDecimal64(0, 2)
    FROM company.mart_spam_signups FINAL
    GROUP BY tenant_id, week
    UNION ALL
    SELECT tenant_id, toMonday(created_at) AS week, 0, 0, 0, 0, 0, count(), toDecimal64(0, 2)
    FROM company.mart_support_tickets FINAL
    GROUP BY tenant_id, week
    UNION ALL
    SELECT tenant_id, toMonday(date) AS week, 0, 0, 0, 0, 0, 0, sum(spend)
    FROM company.mart_ua_campaigns FINAL
    GROUP BY tenant_id, week
)
GROUP BY tenant_id, week
COMMENT 'Key figures per tenant and week (Monday)';

CREATE OR REPLACE VIEW {{view company.reporting_monthly_revenue}} AS
SELECT
    tenant_id,
    month,
    currency,
    plan,
    countIf(m.ending_mrr > 0) AS paying_accounts,
    countIf(m.churned_mrr > 0) AS churned_accounts,
    sum(m.starting_mrr) AS starting_mrr,
    sum(m.new_mrr) AS new_mrr,
    sum(m.expansion_mrr) AS expansion_mrr,
    sum(m.reactivated_mrr) AS reactivated_mrr,
    sum(m.contraction_mrr) AS contraction_mrr,
    sum(m.churned_mrr) AS churned_mrr,
    sum(m.ending_mrr) AS ending_mrr
FROM company.mart_revenue_mrr AS m FINAL
GROUP BY tenant_id, month, currency, plan
COMMENT 'Movements of monthly recurring revenue per tenant, month, currency and plan';
