-- Mailboxes per day
-- A row for every day since the mailbox was set up, with or without mail. Health drifts slowly; an incident costs it up to 30 points and heals over a month.
-- Every twelfth mailbox was never warmed up; one measurement in forty is missing.
INSERT INTO outreach.mailbox_analytics
    (tenant_id, mailbox_id, company_id, billing_id, date, warmup_status, health_score, current_volume, campaign_status, sent, delivered,
     opened_tracked, clicked_tracked, replied, bounced, unsubscribed, spam_complaints, updated)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u,
    (tenant, day) -> if(tenant = 'wingtip' AND day < toStartOfMonth({{today}} - 300), NULL, concat('bil-', tenant, '-', formatDateTime(day, '%Y-%m'))) AS billing,
    mails AS
    (
        SELECT
            tenant_id,
            mailbox_id,
            any(company_id) AS company_id,
            toDate(sent_at) AS day,
            count() AS sent,
            countIf(status = 'delivered') AS delivered,
            sum(opened) AS opened,
            sum(clicked) AS clicked,
            sum(replied) AS replied,
            countIf(status = 'bounced') AS bounced,
            sum(unsubscribed) AS unsubscribed,
            sum(complaint) AS complaints
        FROM outreach.emails FINAL
        GROUP BY tenant_id, mailbox_id, day
    ),
    -- Set up 35 days before the first mail, while that lies in the year.
    lives AS
    (
        SELECT tenant_id, mailbox_id, any(company_id) AS company_id, greatest(min(day) - 35, {{today}} - 365) AS since
        FROM mails
        GROUP BY tenant_id, mailbox_id
    ),
    calendar AS
    (
        SELECT
            tenant_id,
            mailbox_id,
            company_id,
            since,
            since + arrayJoin(range(toUInt64({{today}} - since))) AS day,
            toInt32(day - since) AS age,
            u((mailbox_id, toStartOfMonth(day)), 'incident') < 0.06 AS incident,
            84 + 8 * sin(age / 41 + 6 * u(mailbox_id, 'phase')) + 3 * sin(age / 9 + 6 * u(mailbox_id, 'wave')) + 4 * u((mailbox_id, day), 'noise')
                - if(incident, 30 * (1 - toDayOfMonth(day) / 31), 0) - 20 * exp(-age / 12) AS health,
            cityHash64(mailbox_id, 'warmed', {{seed}}) % 12 > 0 AS warmed
        FROM lives
    )
SELECT
    tenant_id,
    mailbox_id,
    calendar.company_id,
    billing(tenant_id, day),
    day,
    multiIf(NOT warmed, NULL, incident, 'paused', age < 30 AND since > {{today}} - 365, 'warming', 'warm'),
    if(u((mailbox_id, day), 'unmeasured') < 0.025, NULL, round(least(100, greatest(0, health)), 1)),
    greatest(sent, multiIf(incident, 10, least(50, 5 + age))),
    multiIf(sent > 0, 'active', age < 35, NULL, 'idle'),
    sent, delivered, opened, clicked, replied, bounced, unsubscribed, complaints,
    toDateTime64(day, 3, 'UTC') + 86399
FROM calendar
LEFT JOIN mails USING (tenant_id, mailbox_id, day)
SETTINGS join_use_nulls = 0;
