import type { FunnelAnchor, FunnelBetween, FunnelTies } from '../../../src/metrics/query/journey.js';
import { byEntity, groupBy, median, type Event, type Test } from './events.js';

export interface Funnel {
  readonly steps: readonly Test[];
  /** The first moment after `at` that is too late. */
  readonly deadline: (at: number) => number;
  readonly anchor: FunnelAnchor;
  readonly ties: FunnelTies;
  readonly sameEvent: boolean;
  readonly between: FunnelBetween;
  readonly range: { readonly from: number; readonly to: number } | undefined;
  readonly now: number;
  readonly by: (event: Event) => string | null;
}

/** `[group, step, entered, converted, pending, lost, medianSeconds, medianSecondsPrevious]` */
export type FunnelRow = readonly [string | null, number, number, number, number, number, number | null, number | null]; // prettier-ignore

interface Outcome {
  readonly group: string | null;
  readonly times: readonly number[];
  readonly open: boolean;
}

/** Tries every chain of events there is. */
export function referenceFunnel(events: readonly Event[], funnel: Funnel): readonly FunnelRow[] {
  const outcomes = [...byEntity(events).values()].flatMap((own) => outcome(own, funnel) ?? []);
  const groups = groupBy(outcomes, ({ group }) => JSON.stringify(group));
  return [...groups.values()].flatMap((members) =>
    funnel.steps.map((_, index): FunnelRow => {
      const reached = members.filter(({ times }) => times.length > index);
      const entered = members.filter(({ times }) => times.length >= Math.max(index, 1));
      const pending = index === 0 ? [] : members.filter(({ times, open }) => times.length === index && open);
      const since = (from: number) =>
        index === 0
          ? null
          : median(reached.map(({ times }) => ((times[index] as number) - (times[from] as number)) / 1000));
      return [
        (members[0] as Outcome).group,
        index + 1,
        entered.length,
        reached.length,
        pending.length,
        entered.length - reached.length - pending.length,
        since(0),
        since(index - 1),
      ];
    }),
  );
}

type Chain = readonly number[];

function outcome(all: readonly Event[], funnel: Funnel): Outcome | undefined {
  const { steps, anchor, between, range, now } = funnel;
  const own = between === 'NOTHING' ? all : all.filter((event) => steps.some((step) => step(event)));
  const event = (place: number) => own[place] as Event;
  const until = (chain: Chain) => funnel.deadline(event(anchor === 'TOTAL' ? (chain[0] as number) : (chain.at(-1) as number)).at); // prettier-ignore
  const chains: Chain[] = [];
  const follow = (chain: Chain): void => {
    chains.push(chain);
    const next = steps[chain.length];
    if (next === undefined) return;
    own.forEach((candidate, place) => {
      const last = chain.at(-1) as number;
      if (next(candidate) && mayFollow(last, place) && candidate.at < until(chain)) follow([...chain, place]);
    });
  };
  const mayFollow = (from: number, to: number): boolean => {
    if (from === to) return funnel.sameEvent;
    if (between !== 'ANYTHING' && to !== from + 1) return false;
    if (funnel.ties === 'ANY') return event(from).at <= event(to).at;
    return from < to && (funnel.ties === 'ORDERED' || event(from).at < event(to).at);
  };
  own.forEach((first, place) => {
    const inRange = range === undefined || (first.at >= range.from && first.at < range.to);
    if (inRange && (steps[0] as Test)(first)) follow([place]);
  });
  if (chains.length === 0) return undefined;
  const best = [...chains].sort((a, b) => better(a, b, anchor))[0] as Chain;
  const open =
    best.length < steps.length &&
    chains.some(
      (chain) =>
        chain.length < steps.length &&
        until(chain) > now &&
        (between === 'ANYTHING' || chain.at(-1) === own.length - 1),
    );
  return { group: funnel.by(event(best[0] as number)), times: best.map((place) => event(place).at), open };
}

/** Furthest, then there first, then begun last; then each step early (TOTAL) or, seen from the end, late (PER_STEP). */
function better(a: Chain, b: Chain, anchor: FunnelAnchor): number {
  if (a.length !== b.length) return b.length - a.length;
  const [endA, endB] = [a.at(-1) as number, b.at(-1) as number];
  if (endA !== endB) return endA - endB;
  if (anchor === 'TOTAL') {
    const [startA, startB] = [a[0] as number, b[0] as number];
    if (startA !== startB) return startB - startA;
    const index = a.findIndex((place, at) => place !== b[at]);
    return index < 0 ? 0 : (a[index] as number) - (b[index] as number);
  }
  const index = a.findLastIndex((place, at) => place !== b[at]);
  return index < 0 ? 0 : (b[index] as number) - (a[index] as number);
}
