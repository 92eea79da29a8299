import type { Problems } from '../checks/problems.js';
import { checkOptionalText, checkText } from '../checks/text.js';
import type { Rules, WebsiteSettings } from '../ports.js';

/** Most days that hits can be kept: what the store takes. */
const MAX_DAYS = 36_500;
/** Numbers of a website are scaled by what one hit stands for; beyond a thousand they say nothing. */
const LEAST_SAMPLING = 0.001;
const HOST =
  /^(?=.{1,253}$)(?:(?!-)[\p{L}\p{N}-]{1,63}(?<!-)\.)*(?!-)[\p{L}\p{N}-]{1,63}(?<!-)(?::\d{1,5})?$/u;

/** What a caller wants to be different; what is absent stays, null is nothing where there may be nothing. */
export type SettingsChange = {
  readonly [Name in keyof WebsiteSettings]?: WebsiteSettings[Name] | null | undefined;
};

/** What a website has that its creator says nothing of. */
const DEFAULTS = {
  timezone: 'UTC',
  currency: 'USD',
  industry: null,
  botFiltering: true,
  ipAnonymisation: true,
  dataRetentionDays: 426,
  samplingRate: 1,
} as const;

/** The settings with what is given, in the spelling that is kept. Reports every problem. */
export function checkSettings(
  problems: Problems,
  { given, before, rules }: { given: SettingsChange; before: WebsiteSettings | undefined; rules: Rules },
): WebsiteSettings {
  const kept = before ?? { ...DEFAULTS, name: '', domain: '' };
  for (const member of ['name', 'domain'] as const)
    if (before === undefined && typeof given[member] !== 'string')
      problems.add([member], `A website has a ${member}.`, { code: 'INVALID_ARGUMENT' });
  /** What is given for a member, else undefined: null is a problem of its own. */
  const value = <Name extends Exclude<keyof WebsiteSettings, 'industry'>>(name: Name) => {
    const wanted = given[name];
    if (wanted === null)
      problems.add([name], `"${name}" cannot be nothing: leave it out to keep it as it is.`);
    return wanted ?? undefined;
  };
  const name = value('name');
  const domain = value('domain');
  const timezone = value('timezone');
  const currency = value('currency');
  const dataRetentionDays = value('dataRetentionDays');
  const samplingRate = value('samplingRate');
  if (dataRetentionDays !== undefined && !isWhole(dataRetentionDays, 1, MAX_DAYS))
    problems.add(['dataRetentionDays'], `Hits are kept for 1 to ${MAX_DAYS} whole days.`);
  if (samplingRate !== undefined && !(samplingRate >= LEAST_SAMPLING && samplingRate <= 1))
    problems.add(
      ['samplingRate'],
      `The share of hits that is stored is ${LEAST_SAMPLING} to 1, where 1 is all of them.`,
    );
  return {
    name:
      name === undefined
        ? kept.name
        : checkText(problems, name, { path: ['name'], what: 'A name', longest: 100 }),
    domain: domain === undefined ? kept.domain : checkDomain(problems, domain),
    timezone: timezone === undefined ? kept.timezone : checkTimezone(problems, timezone, rules),
    currency: currency === undefined ? kept.currency : checkCurrency(problems, currency, rules),
    industry:
      given.industry === undefined
        ? kept.industry
        : checkOptionalText(problems, given.industry, {
            path: ['industry'],
            what: 'An industry',
            longest: 100,
          }),
    botFiltering: value('botFiltering') ?? kept.botFiltering,
    ipAnonymisation: value('ipAnonymisation') ?? kept.ipAnonymisation,
    dataRetentionDays: dataRetentionDays ?? kept.dataRetentionDays,
    samplingRate: samplingRate ?? kept.samplingRate,
  };
}

export function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function checkDomain(problems: Problems, text: string): string {
  const domain = text.trim().toLowerCase();
  if (HOST.test(domain)) return domain;
  const host =
    /^[a-z][a-z0-9+.-]*:\/\/([^/?#@]{1,253})/i.exec(domain)?.[1] ?? /^([^/?#@\s]{1,253})\//.exec(domain)?.[1];
  problems.add(['domain'], 'A domain is a host name such as "shop.example", without scheme and path.', {
    suggestions: host !== undefined && HOST.test(host) ? [host] : [],
  });
  return domain;
}

function checkTimezone(problems: Problems, name: string, rules: Rules): string {
  const timezone = rules.timezone(name);
  if (timezone !== undefined) return timezone;
  const message =
    'This is not a time zone that both engines know: give a name of the tz database, such as "Europe/Berlin". An offset is not enough, because clocks change.';
  const suggestions = rules.closestNames(name, rules.timezones());
  problems.add(['timezone'], message, { code: 'INVALID_TIMEZONE', suggestions });
  return name;
}

function checkCurrency(problems: Problems, text: string, rules: Rules): string {
  const currency = text.trim().toUpperCase();
  const known = Intl.supportedValuesOf('currency');
  if (known.includes(currency)) return currency;
  problems.add(['currency'], 'A currency is a code of ISO 4217, such as "EUR".', {
    suggestions: currency.length === 3 ? rules.closestNames(currency, known) : [],
  });
  return currency;
}
