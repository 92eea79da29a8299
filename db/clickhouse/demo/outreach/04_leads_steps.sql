-- Leads per day
INSERT INTO outreach.lead_analytics
    (tenant_id, lead_id, campaign_id, billing_id, date, status, sent, delivered, opened_tracked, clicked_tracked, replied, bounced,
     unsubscribed, spam_complaints, updated)
WITH
    (tenant, day) -> if(tenant = 'wingtip' AND day < toStartOfMonth({{today}} - 300), NULL, concat('bil-', tenant, '-', formatDateTime(day, '%Y-%m'))) AS billing
SELECT
    tenant_id,
    lead_id,
    campaign_id,
    billing(tenant_id, day),
    toDate(sent_at) AS day,
    multiIf(
        countIf(status = 'bounced') > 0, 'bounced',
        sum(unsubscribed) + sum(complaint) > 0, 'unsubscribed',
        sum(replied) > 0, 'replied',
        sum(is_last) > 0, 'completed',
        sum(clicked) > 0, 'clicked',
        sum(opened) > 0, 'opened',
        'contacted'),
    count(),
    countIf(status = 'delivered'),
    sum(opened),
    sum(clicked),
    sum(replied),
    countIf(status = 'bounced'),
    sum(unsubscribed),
    sum(complaint),
    toDateTime64(day, 3, 'UTC') + 86399
FROM outreach.emails FINAL
GROUP BY tenant_id, campaign_id, lead_id, day;

-- Sequence steps per day
INSERT INTO outreach.sequence_step_analytics
    (tenant_id, step_id, campaign_id, company_id, billing_id, date, sent, delivered, opened_tracked, clicked_tracked, replied, bounced,
     unsubscribed, spam_complaints, updated)
WITH
    (tenant, day) -> if(tenant = 'wingtip' AND day < toStartOfMonth({{today}} - 300), NULL, concat('bil-', tenant, '-', formatDateTime(day, '%Y-%m'))) AS billing
SELECT
    tenant_id,
    step_id,
    campaign_id,
    any(company_id),
    billing(tenant_id, day),
    toDate(sent_at) AS day,
    count(),
    countIf(status = 'delivered'),
    sum(opened),
    sum(clicked),
    sum(replied),
    countIf(status = 'bounced'),
    sum(unsubscribed),
    sum(complaint),
    toDateTime64(day, 3, 'UTC') + 86399
FROM outreach.emails FINAL
GROUP BY tenant_id, campaign_id, step_id, day;
