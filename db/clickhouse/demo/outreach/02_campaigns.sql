-- Campaigns per day
-- A row for every day from the first mail to a week after the last one, with or without mail.
INSERT INTO outreach.campaign_analytics
    (tenant_id, campaign_id, company_id, billing_id, date, status, completed_leads, sent, delivered, opened_tracked, clicked_tracked,
     replied, bounced, unsubscribed, spam_complaints, updated)
WITH
    (tenant, day) -> if(tenant = 'wingtip' AND day < toStartOfMonth({{today}} - 300), NULL, concat('bil-', tenant, '-', formatDateTime(day, '%Y-%m'))) AS billing,
    lives AS
    (
        SELECT tenant_id, campaign_id, any(company_id) AS company_id, toDate(min(sent_at)) AS first_mail, toDate(max(sent_at)) AS last_mail
        FROM outreach.emails FINAL
        GROUP BY tenant_id, campaign_id
    ),
    days AS
    (
        SELECT
            tenant_id,
            campaign_id,
            toDate(sent_at) AS day,
            countIf(is_last) AS completed,
            count() AS sent,
            countIf(status = 'delivered') AS delivered,
            sum(opened) AS opened,
            sum(clicked) AS clicked,
            sum(replied) AS replied,
            countIf(status = 'bounced') AS bounced,
            sum(unsubscribed) AS unsubscribed,
            sum(complaint) AS complaints
        FROM outreach.emails FINAL
        GROUP BY tenant_id, campaign_id, day
    ),
    calendar AS
    (
        SELECT tenant_id, campaign_id, company_id, last_mail, first_mail + arrayJoin(range(toUInt64(least(last_mail + 7, {{today}} - 1) - first_mail + 1))) AS day
        FROM lives
    )
SELECT
    tenant_id,
    campaign_id,
    company_id,
    billing(tenant_id, day),
    day,
    multiIf(day > last_mail AND last_mail < {{today}} - 7, 'completed', sent = 0 AND toDayOfWeek(day) < 6, 'paused', 'active'),
    completed, sent, delivered, opened, clicked, replied, bounced, unsubscribed, complaints,
    toDateTime64(day, 3, 'UTC') + 86399
FROM calendar
LEFT JOIN days USING (tenant_id, campaign_id, day)
SETTINGS join_use_nulls = 0;
