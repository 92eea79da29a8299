-- Warm-ups per day
-- Mailboxes that were ever warmed up send mail to the warm-up network every day: more while warming, little to stay warm.
INSERT INTO outreach.warmup_analytics
    (tenant_id, mailbox_id, company_id, billing_id, date, health_score, progress_percentage, sent, delivered, opened_tracked,
     clicked_tracked, replied, bounced, unsubscribed, spam_complaints, updated)
WITH
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u,
    lives AS
    (
        SELECT tenant_id, mailbox_id, min(date) AS since
        FROM outreach.mailbox_analytics FINAL
        GROUP BY tenant_id, mailbox_id
    )
SELECT
    tenant_id,
    mailbox_id,
    company_id,
    billing_id,
    date,
    if(u((mailbox_id, date), 'unseen') < 0.04, NULL, round(least(100, greatest(0, health_score + 4 * u((mailbox_id, date), 'network') - 2)), 1)),
    if(u((mailbox_id, date), 'unknown') < 0.01, NULL, multiIf(since = {{today}} - 365, 100, round(least(100, age / 0.3), 1))),
    toUInt32(if(warmup_status = 'warm', 4, least(40, 3 + age)) + floor(4 * u((mailbox_id, date), 'amount'))) AS mails,
    mails - toUInt32(u((mailbox_id, date), 'bounced') < 0.02) AS arrived,
    toUInt32(round(arrived * (0.75 + 0.2 * u((mailbox_id, date), 'opened')))) AS seen,
    0,
    toUInt32(round(seen * (0.25 + 0.2 * u((mailbox_id, date), 'replied')))),
    mails - arrived,
    0,
    toUInt32(u((mailbox_id, date), 'junk') < if(warmup_status = 'paused', 0.15, 0.02)),
    toDateTime64(date, 3, 'UTC') + 86399
FROM
(
    SELECT m.*, since, toInt32(date - since) AS age
    FROM outreach.mailbox_analytics AS m FINAL
    INNER JOIN lives USING (tenant_id, mailbox_id)
    WHERE warmup_status IS NOT NULL
);
