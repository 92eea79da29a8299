/** Today's names of zones that Intl canonicalises to an outdated spelling; ClickHouse knows both. */
const CURRENT_NAMES = new Map(
  [
    'Africa/Asmara', 'America/Argentina/Buenos_Aires', 'America/Argentina/Catamarca', 'America/Argentina/Cordoba', 'America/Argentina/Jujuy', 'America/Argentina/Mendoza',
    'America/Atikokan', 'America/Indiana/Indianapolis', 'America/Kentucky/Louisville', 'America/Nuuk', 'Asia/Ho_Chi_Minh', 'Asia/Kathmandu', 'Asia/Kolkata', 'Asia/Yangon',
    'Atlantic/Faroe', 'Europe/Kyiv', 'Pacific/Chuuk', 'Pacific/Kanton', 'Pacific/Pohnpei',
  ].map((name) => [name.toLowerCase(), name]), // prettier-ignore
);

const canonical = new Map<string, string | undefined>();

/**
 * IANA name of a time zone in the spelling that ClickHouse knows, whatever the case of `name`; undefined when there is no such zone. Offsets
 * (`+01:00`) are no zones: a range of a year needs to know when clocks change.
 */
export function canonicalTimezone(name: string): string | undefined {
  // Bounds the cache: names come from callers.
  if (name.length > 64 || !/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return undefined;
  const key = name.toLowerCase();
  if (!canonical.has(key)) {
    if (canonical.size > 2_000) canonical.clear();
    canonical.set(key, CURRENT_NAMES.get(key) ?? canonicalByIntl(key));
  }
  return canonical.get(key);
}

function canonicalByIntl(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Zones to suggest from. */
export function timezoneNames(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone'), ...CURRENT_NAMES.values()];
}
