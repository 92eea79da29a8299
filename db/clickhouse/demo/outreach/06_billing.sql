-- Usage per billing period
-- Months. What a tenant did before it was billed (days without a billing_id) is in no period.
INSERT INTO outreach.billing_analytics
    (billing_id, tenant_id, subscription_id, emails_sent, mailboxes_used, domains_used, campaigns_used, leads_used, warmups_active,
     period_start, period_end, updated)
WITH
    (tenant, day) -> if(tenant = 'wingtip' AND day < toStartOfMonth({{today}} - 300), NULL, concat('bil-', tenant, '-', formatDateTime(day, '%Y-%m'))) AS billing
SELECT
    assumeNotNull(billing(tenant_id, period)),
    tenant_id,
    concat('sub-', tenant_id, '-1'),
    sum(mails),
    uniqExactIf(mailbox, mails > 0),
    -- Three mailboxes share a domain.
    uniqExactIf(intDiv(toUInt32(extract(mailbox, '[0-9]+$')) - 1, 3), mails > 0),
    uniqExactArray(campaigns),
    uniqExactArray(leads),
    uniqExactIf(mailbox, warming),
    period,
    addMonths(period, 1),
    toDateTime64(least(addMonths(period, 1), {{today}}), 3, 'UTC') - 1
FROM
(
    SELECT
        tenant_id,
        toString(mailbox_id) AS mailbox,
        toStartOfMonth(sent_at) AS period,
        count() AS mails,
        groupUniqArray(toString(campaign_id)) AS campaigns,
        groupUniqArray(lead_id) AS leads,
        false AS warming
    FROM outreach.emails FINAL
    GROUP BY tenant_id, mailbox, period
    UNION ALL
    SELECT tenant_id, toString(mailbox_id), toStartOfMonth(date), 0, [], [], true
    FROM outreach.warmup_analytics FINAL
    WHERE sent > 0
    GROUP BY 1, 2, 3
)
WHERE billing(tenant_id, period) IS NOT NULL
GROUP BY tenant_id, period;
