-- Campaign mail of a year
-- A lead is enrolled into a campaign and gets the steps of its sequence until it answers, bounces, unsubscribes or the steps are over.
-- A new campaign starts about every three weeks, later ones are larger; nobody is written to on a weekend.
-- A mailbox with an incident in a month (see 03_mailboxes.sql: the same hash) bounces three times as often.
INSERT INTO outreach.emails
    (email_id, tenant_id, company_id, campaign_id, step_id, mailbox_id, lead_id, sent_at, status, opened, clicked, replied,
     bounce_type, unsubscribed, complaint, is_last, updated)
WITH
    least({{rows}}, 1000000) / 1000000 AS scale,
    (key, salt) -> bitShiftRight(cityHash64(key, salt, {{seed}}), 11) / 9007199254740992 AS u,
    greatest(4, toInt32(round(20 * sqrt(scale)))) AS campaigns,
    -- Saturdays and Sundays move to one of the first days of next week.
    (day, start, choices, key) -> if(toDayOfWeek(day) > 5, day + (8 - toDayOfWeek(day)) + start + toInt32(floor(choices * u(key, 'weekday'))), day) AS workday,
    leads AS
    (
        SELECT
            number AS n,
            arrayFirstIndex(bound -> n % 100 < bound, [35, 60, 78, 91, 100]) AS t,
            ['northwind', 'contoso', 'fabrikam', 'tailspin', 'wingtip'][t] AS tenant,
            [3, 2, 2, 1, 1][t] AS companies,
            toInt32(floor(campaigns * pow(u(n, 'campaign'), 0.6))) AS c,
            concat('cmp-', tenant, '-', leftPad(toString(c + 1), 2, '0')) AS campaign,
            0.7 + 0.6 * u(campaign, 'appeal') AS appeal,
            3 + cityHash64(campaign, 'steps', {{seed}}) % 3 AS steps,
            toInt32(intDiv(400 * c, campaigns) - 40 + floor(greatest(45, 480 / campaigns) * u(n, 'enrolled'))) AS enrolled,
            workday({{today}} - 365 + enrolled, 1, 3, n * 8) AS first_day,
            -- Mailboxes are added over the year: 40 % of them at its start, all at its end.
            greatest(3, round([20, 14, 10, 8, 5][t] * scale)) AS mailboxes,
            greatest(3, floor(mailboxes * (0.4 + 0.6 * least(1, greatest(0, enrolled / 365))))) AS open_mailboxes,
            toInt32(floor(open_mailboxes * u(n, 'mailbox'))) AS any_mailbox,
            intDiv(any_mailbox, companies) * companies + c % companies AS own_mailbox,
            concat('mbx-', tenant, '-', leftPad(toString(1 + if(own_mailbox < open_mailboxes, own_mailbox, c % companies)), 2, '0')) AS mailbox
        FROM numbers(toUInt64(greatest(200, 58000 * scale)))
    ),
    sequences AS
    (
        SELECT
            *,
            arrayMap(
                k -> (
                    k,
                    workday(first_day + [0, 3, 7, 14, 21][k], 0, 2, n * 8 + k),
                    u(n * 8 + k, 'bounce') < if(u((mailbox, toStartOfMonth(first_day)), 'incident') < 0.06, 3, 1) * if(k = 1, 0.03, 0.008),
                    u(n * 8 + k, 'open') < 0.52 * appeal * pow(0.9, k - 1),
                    u(n * 8 + k, 'click'),
                    u(n * 8 + k, 'reply'),
                    u(n * 8 + k, 'leave'),
                    u(n * 8 + k, 'complain')
                )::Tuple(step UInt8, day Date, bounced Bool, opens Bool, click Float64, reply Float64, leave Float64, complain Float64),
                range(1, steps + 1)) AS drawn,
            arrayMap(
                d -> (
                    d.step, d.day, d.bounced,
                    NOT d.bounced AND d.opens,
                    NOT d.bounced AND d.opens AND d.click < 0.17,
                    NOT d.bounced AND d.reply < appeal * if(d.opens, 0.075, 0.004),
                    NOT d.bounced AND d.leave < 0.007,
                    NOT d.bounced AND d.complain < 0.0007
                )::Tuple(step UInt8, day Date, bounced Bool, opened Bool, clicked Bool, replied Bool, unsubscribed Bool, complaint Bool),
                drawn) AS possible,
            arrayFirstIndex(m -> m.bounced OR m.replied OR m.unsubscribed OR m.complaint, possible) AS stop,
            if(stop = 0, steps, stop) AS reached
        FROM leads
    )
SELECT
    n * 8 + mail.step,
    tenant,
    concat('org-', tenant, '-', toString(1 + c % companies)),
    campaign,
    concat('stp-', substring(campaign, 5), '-', toString(mail.step)),
    mailbox,
    concat('lead-', leftPad(toString(n), 6, '0')),
    -- Office hours of the tenant, as UTC.
    toDateTime64(mail.day, 3, 'UTC') + [14, 7, 8, 1, 15][t] * 3600 + floor(8 * 3600 * u(n * 8 + mail.step, 'time')) AS sent,
    if(mail.bounced, 'bounced', 'delivered'),
    mail.opened,
    mail.clicked,
    mail.replied,
    if(mail.bounced, if(u(n, 'hard') < 0.7, 'hard', 'soft'), NULL),
    mail.unsubscribed,
    mail.complaint,
    mail.step = reached,
    toDateTime64(toDate(sent), 3, 'UTC') + 86399
FROM sequences
ARRAY JOIN arraySlice(possible, 1, reached) AS mail
WHERE mail.day >= {{today}} - 365 AND mail.day < {{today}};
