import { uuidOf, type Hit } from './webDerivation.js';

/** A visit as the rules say, by the plainest code there is. */
export interface Visit {
  readonly website: string;
  readonly user: string;
  /** The tracker's id, or undefined where a made one is due. */
  readonly trackerId: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly seconds: number;
  readonly pageviews: number;
  readonly events: number;
  readonly transactions: number;
  readonly revenue: number | null;
  readonly landing: string;
  readonly exit: string;
  readonly source: string;
  readonly campaign: string | null;
  readonly bounce: boolean | null;
  readonly conversion: boolean;
  readonly bot: boolean;
  readonly views: readonly View[];
}

interface View {
  readonly id: string;
  readonly path: string;
  readonly seconds: number | null;
  readonly entry: boolean;
  readonly exit: boolean;
  readonly bounce: boolean | null;
}

const HALF_AN_HOUR = 30 * 60 * 1000;

export function visitsOf(all: readonly Hit[]): readonly Visit[] {
  const hits = all.filter((one) => !one.duplicate).sort((a, b) => a.at - b.at || a.id - b.id);
  const visits: Visit[] = [];
  for (const key of new Set(hits.map(keyOf))) {
    const own = hits.filter((one) => keyOf(one) === key);
    const groups: Hit[][] = [];
    for (const [index, one] of own.entries()) {
      const before = own[index - 1];
      if (before === undefined || one.at - before.at > HALF_AN_HOUR) groups.push([]);
      (groups.at(-1) as Hit[]).push(one);
    }
    const taken = new Set<number>();
    for (const group of groups) {
      const [first] = group as [Hit];
      const shared = hits.some(
        (one) => one.website === first.website && one.tracker === first.tracker && one.user !== first.user,
      );
      visits.push(visitOf(group, taken.has(first.tracker) || shared ? undefined : uuidOf(first.tracker)));
      taken.add(first.tracker);
    }
  }
  return visits;
}

function visitOf(group: readonly Hit[], trackerId: string | undefined): Visit {
  const first = group[0] as Hit;
  const last = group.at(-1) as Hit;
  const views = group.filter((one) => one.type === 'pageview');
  const orders = group.filter((one) => one.type === 'transaction');
  const paid = orders.flatMap((one) => (one.revenue === null ? [] : [one.revenue]));
  const bounce = views.length === 0 ? null : views.length === 1 && !group.some((one) => one.interactive);
  const entry = views.find((one) => one.path === first.path);
  const exit = views.findLast((one) => one.path === last.path);
  return {
    website: first.website,
    user: first.user,
    trackerId,
    start: first.at,
    end: last.at,
    seconds: Math.floor((last.at - first.at) / 1000),
    pageviews: views.length,
    events: group.length,
    transactions: orders.length,
    revenue: paid.length === 0 ? null : paid.reduce((sum, one) => sum + one, 0),
    landing: first.path,
    exit: last.path,
    source: first.source,
    campaign: first.campaign,
    bounce,
    conversion: orders.length > 0 || group.some((one) => one.category === 'conversion'),
    bot: group.some((one) => one.bot),
    views: views.map((one, index) => {
      const next = views[index + 1];
      return {
        id: uuidOf(one.id),
        path: one.path,
        seconds: next === undefined ? null : Math.min(1800, Math.floor((next.at - one.at) / 1000)),
        entry: one === entry,
        exit: one === exit,
        bounce: one === entry ? bounce : null,
      };
    }),
  };
}

const keyOf = (one: Hit): string => `${one.website}|${one.user}`;
