import type { Dimension } from '../catalog/definitions.js';
import type { RoleCatalog } from '../catalog/roleCatalog.js';
import { GRAINS, type Grain, type GrainName } from '../query/metricQuery.js';
import { intervalShape, wholePeriod } from './intervalBuckets.js';
import type { CalendarPeriod, IntervalGrain, Period } from './resolvedQuery.js';

/** The period that a name means for a time dimension; undefined when that has none of this name. */
export function periodNamed(
  { datasets }: RoleCatalog,
  { grains }: Dimension,
  name: GrainName,
): Period | undefined {
  const known = GRAINS.find((grain) => grain === name);
  if (known !== undefined) return known;
  const own = grains?.get(name);
  if (own === undefined || own.kind === 'interval') return own;
  const dataset = datasets.get(own.dataset);
  const [day, bucket] = [dataset?.dimensions.get(own.date), dataset?.dimensions.get(own.bucket)];
  if (dataset === undefined || day === undefined || bucket === undefined) return undefined;
  return { kind: 'calendar', name, dataset, day, bucket };
}

export function isCalendarPeriod(period: Period): period is CalendarPeriod {
  return typeof period !== 'string' && period.kind === 'calendar';
}

/** About how long a period is at most. */
export function lengthOf(period: Period): { readonly n: number; readonly unit: Grain } {
  if (typeof period === 'string') return { n: 1, unit: period };
  // How long a calendar's periods are is not known before it is read; most are a year or less.
  if (period.kind === 'calendar') return { n: 1, unit: 'YEAR' };
  const { months, days, seconds } = intervalShape(period);
  if (months === 0 && days === 0) return { n: seconds, unit: 'SECOND' };
  return { n: months * 31 + days + Math.ceil(seconds / 86_400), unit: 'DAY' };
}

/** The coarsest grain whose buckets each lie in one period. */
export function grainWithin(period: Period): Grain {
  if (typeof period === 'string') return period;
  if (period.kind === 'calendar') return 'DAY';
  const whole = wholePeriod(period);
  return whole?.unit === 'MONTH' && period.origin.slice(8, 10) === '01' ? 'MONTH' : intervalGrain(period);
}

/** Buckets of two hours begin at an hour, those of two months on a day: where exactly, their origin says. */
export function intervalGrain({ interval, origin }: IntervalGrain): Grain {
  const units = interval.map(({ unit }) => unit);
  const [, hours = '00', minutes = '00', seconds = '00'] = /T(\d\d):(\d\d)(?::(\d\d))?/.exec(origin) ?? [];
  if (units.includes('second') || Number(seconds) > 0) return 'SECOND';
  if (units.includes('minute') || Number(minutes) > 0) return 'MINUTE';
  return units.includes('hour') || Number(hours) > 0 ? 'HOUR' : 'DAY';
}
