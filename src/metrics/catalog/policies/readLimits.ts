import type { LimitsSpec, PolicySpec } from '../catalogSpec.js';
import { POLICY_LIMITS, type PolicyLimit, type PolicyLimits, type Role } from '../definitions.js';
import { unknownName, type Draft } from '../draft.js';

/** Bytes in each unit: powers of 1000, and of 1024 for the names with an i. */
const UNITS: ReadonlyMap<string, number> = new Map(
  ['', 'K', 'M', 'G', 'T', 'P'].flatMap((prefix, power): readonly (readonly [string, number])[] => [
    [`${prefix}B`, 1000 ** power],
    ...(power === 0 ? [] : ([[`${prefix}iB`, 1024 ** power]] as const)),
  ]),
);

const IN_BYTES: readonly PolicyLimit[] = ['bytes', 'memory'];

/** The limits of a policy; mistakes are reported. Undefined when it has none. */
export function readLimits(
  draft: Draft,
  { role, spec }: { readonly role: Role; readonly spec: PolicySpec },
): PolicyLimits | undefined {
  if (spec.limits === undefined) return undefined;
  const limits: { [limit in PolicyLimit]?: number } = {};
  for (const [name, written] of Object.entries(spec.limits) as [string, LimitsSpec[PolicyLimit]][]) {
    const report = (message: string): void => draft.report(['access', role, 'limits', name], message);
    const limit = POLICY_LIMITS.find((known) => known === name);
    if (limit === undefined) {
      report(unknownName('limit', name, POLICY_LIMITS));
      continue;
    }
    const value = IN_BYTES.includes(limit) ? readBytes(written) : written;
    const isWhole = limit !== 'seconds';
    if (typeof value !== 'number' || !(value > 0) || (isWhole && !Number.isSafeInteger(value)))
      report(
        IN_BYTES.includes(limit)
          ? 'Write a number of bytes above 0, such as 500000000, 500MB or 2GiB.'
          : isWhole
            ? 'Write a whole number above 0: a limit of nothing would refuse every question.'
            : 'Write a number of seconds above 0, such as 10 or 0.5.',
      );
    else limits[limit] = value;
  }
  return limits;
}

/** `10GB` → 10000000000; undefined when it is no size. */
function readBytes(written: unknown): number | undefined {
  if (typeof written === 'number') return written;
  const [, digits, unit] = /^(\d{1,15}(?:\.\d{1,6})?) ?([KMGTP]?i?B)$/.exec(String(written)) ?? [];
  const factor = unit === undefined ? undefined : UNITS.get(unit);
  return factor === undefined ? undefined : Math.floor(Number(digits) * factor);
}
