import type { Dataset, Metric, MetricDefinition, ValueType } from '../../catalog/definitions.js';
import type { Formula } from '../../catalog/formula.js';
import type { GoalMembers } from '../../catalog/websiteMembers.js';
import type { WebsiteFact } from '../../query/websiteFacts.js';
import type { Where } from '../../query/metricQuery.js';
import { rowsOfEach, type Meaning } from './reached.js';

/**
 * What is shown of a goal. CONVERSIONS: the visits that reached it. VISITORS: their distinct visitors. RATE: those over all visitors of the same time, whatever
 * the breakdown. RATE_IN_GROUP: over the visitors of the group. VALUE: conversions, each at what its website says one is worth.
 */
export const GOAL_NUMBERS = ['CONVERSIONS', 'VISITORS', 'RATE', 'RATE_IN_GROUP', 'VALUE'] as const;
export type GoalNumber = (typeof GOAL_NUMBERS)[number];

/** A goal of one website, and the rows that reach it. */
type ReachedGoal = Meaning<{
  readonly goal: WebsiteFact['goals'][number];
  readonly rows: Where;
}>;

interface Asked {
  readonly dataset: Dataset;
  readonly id: string;
  readonly members: GoalMembers;
  readonly goals: readonly ReachedGoal[];
}

/** The metric that a goal is, and others that it is made of. Undefined where a worth is asked for and no website says one. */
export function goalMetrics(
  name: string,
  show: GoalNumber,
  { dataset, id, members, goals }: Asked,
): readonly [Metric, ...Metric[]] | undefined {
  const { conversions, visitors } = members;
  const where = {
    where: rowsOfEach(
      id,
      goals.map(({ website, of }) => ({ website, of: of.rows })),
    ),
  };
  const one = (type: ValueType, definition: MetricDefinition): Metric => ({
    name,
    description: '',
    type,
    definition,
  });
  switch (show) {
    case 'CONVERSIONS':
      return [one(typeOf(dataset, conversions), { kind: 'filtered', of: conversions, where })];
    case 'VISITORS':
      return [one(typeOf(dataset, visitors), { kind: 'filtered', of: visitors, where })];
    case 'RATE_IN_GROUP':
      return [one('float', ratio({ of: visitors, where }, { of: visitors }))];
    case 'RATE': {
      const all = `${name}_all`;
      const level: MetricDefinition = {
        kind: 'level',
        of: visitors,
        keep: dataset.time === undefined ? [] : [dataset.time],
      };
      return [
        one('float', ratio({ of: visitors, where }, { of: all })),
        { name: all, description: '', type: typeOf(dataset, visitors), definition: level },
      ];
    }
    case 'VALUE': {
      const definition = worth(conversions, id, goals);
      return definition === undefined ? undefined : [one('float', definition)];
    }
  }
}

function ratio(
  numerator: Extract<MetricDefinition, { kind: 'ratio' }>['numerator'],
  denominator: Extract<MetricDefinition, { kind: 'ratio' }>['denominator'],
): MetricDefinition {
  return { kind: 'ratio', numerator, denominator };
}

function typeOf({ measures }: Dataset, name: string): ValueType {
  return measures.get(name)?.type ?? 'integer';
}

/** Counted in the smallest unit that any of them has and divided once, so that no cent is lost on the way. */
function worth(conversions: string, id: string, goals: readonly ReachedGoal[]): MetricDefinition | undefined {
  const byWorth = new Map<string, ReachedGoal[]>();
  for (const goal of goals) {
    const { worth: each } = goal.of.goal;
    if (each !== null && WORTH.test(each)) byWorth.set(each, [...(byWorth.get(each) ?? []), goal]);
  }
  const digits = Math.max(0, ...[...byWorth.keys()].map((each) => each.split('.')[1]?.length ?? 0));
  const inputs = new Map<string, { readonly of: string; readonly where: { readonly where: Where } }>();
  const terms = [...byWorth].map(([each, reached], index): Formula => {
    const name = `worth_${index}`;
    const where = rowsOfEach(
      id,
      reached.map(({ website, of }) => ({ website, of: of.rows })),
    );
    inputs.set(name, { of: conversions, where: { where } });
    const left: Formula = { kind: 'name', name };
    return { kind: 'binary', operator: '*', left, right: number(units(each, digits)) };
  });
  if (terms.length === 0) return undefined;
  const total = terms.reduce((left, right) => ({ kind: 'binary', operator: '+', left, right }));
  const right = number(`1${'0'.repeat(digits)}`);
  return { kind: 'derived', formula: { kind: 'binary', operator: '/', left: total, right }, inputs };
}

/** As the metadata store keeps it; anything else says no worth. It becomes a number of the statement, so nothing but digits may. */
const WORTH = /^\d{1,18}(?:\.\d{1,9})?$/;

function units(worth: string, digits: number): string {
  const [whole = '0', fraction = ''] = worth.split('.');
  return (whole + fraction.padEnd(digits, '0')).replace(/^0+(?=\d)/, '');
}

function number(text: string): Formula {
  return { kind: 'number', text };
}
