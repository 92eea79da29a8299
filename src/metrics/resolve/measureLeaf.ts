import type { Dataset, Measure } from '../catalog/definitions.js';
import { InvariantError } from '../../errors.js';
import { countsBots } from './botsAsked.js';
import { isCalendarUnit } from './calendar.js';
import type { FilterIn } from './catalogFilter.js';
import type { DimensionField, MeasureNode, Series, SeriesRows } from './resolvedQuery.js';
import { allOf } from './resolveWhere.js';
import { isAdditive, weightOf } from './sampling.js';
import type { Scope } from './scope.js';
import { hasRank, leavesOf, mapLeaves, seriesOf, type Leaf, type Refuse } from './series.js';
import { shownBuckets } from './shown.js';

/** How a named number of the same dataset is resolved: what a multi-stage measure is made of. */
export type NodeOf = (scope: Scope, name: string, filter: FilterIn) => MeasureNode;

interface AskedMeasure {
  readonly measure: Measure;
  readonly filter: FilterIn;
  readonly nodeOf: NodeOf;
  readonly refuse: Refuse;
}

/** A measure over the rows it is of. Most are over those of their group and have no series. */
export function measureLeaf(asking: Scope, asked: AskedMeasure): Leaf {
  const { measure, filter } = asked;
  if (measure.rows?.kind === 'stage') return stageLeaf(asking, asked);
  const scope = countedBy(asking, measure.time);
  const leaf: Leaf = { kind: 'aggregate', measure: weighted(scope, measure), filter: filter(scope) };
  const series = withBots(scope, { ...leaf, series: ownSeries(scope, measure) });
  if (measure.rows === undefined) return series === undefined ? leaf : { ...leaf, series };
  const { over, take, per, ties } = measure.rows;
  const { dataset } = scope;
  const rows: SeriesRows = {
    kind: 'semiAdditive',
    over: fieldOf(dataset, over),
    take,
    per: per.map((name) => fieldOf(dataset, name)),
    ties,
  };
  return { ...leaf, series: { ...(series ?? seriesOf(scope, leaf)), rows } };
}

/** Counts and sums of sampled hits stand for all of them. */
function weighted({ dataset, websites }: Scope, measure: Measure): Measure {
  const weight = isAdditive(measure) ? weightOf(dataset, websites) : undefined;
  return weight === undefined ? measure : { ...measure, weight };
}

/** Where websites filter what programs did, a number that asks for it is of rows of its own. */
function withBots(scope: Scope, leaf: Leaf): Series | undefined {
  const { dataset, websites } = scope;
  const filtered = dataset.website?.bots !== undefined && websites.some(({ botFiltering }) => botFiltering);
  return filtered && countsBots(dataset, leaf.measure, leaf.filter)
    ? { ...seriesOf(scope, leaf), withBots: true }
    : leaf.series;
}

/** Over several facts, conditions on `date` are on the time that a number is counted by. */
function countedBy(scope: Scope, time: string | undefined): Scope {
  const { fact, dataset } = scope;
  return fact === undefined || time === undefined || time === dataset.time
    ? scope
    : { ...scope, fact: fact.countedBy(time) };
}

/** The series of a measure whose rows are counted by a time, or belong to a fact, of their own. */
function ownSeries(scope: Scope, { time, name }: Pick<Measure, 'time' | 'name'>): Series | undefined {
  const { shown, dataset, fact, issues } = scope;
  const own = time !== undefined && time !== shown?.time?.name;
  if (!own && fact === undefined) return undefined;
  const dimension = time === undefined ? shown?.time : fieldOf(dataset, time).dimension;
  if (dimension === undefined && shown?.isRanged === true)
    issues.add(
      'INVALID_TIME',
      ['time'],
      `"${name}" of "${dataset.name}" has no time, so no range of time can be asked of it.`,
    );
  const series: Series = {
    ...(fact !== undefined && { fact: fact.dataset, filter: fact.filter }),
    ...(dimension !== undefined && {
      time: { path: [], dataset, dimension },
      range: shown?.rangeOver(dimension),
    }),
    shifts: [],
  };
  const clock = shownBuckets(scope, series).find(
    ({ grain, own: custom }) => custom === undefined && !isCalendarUnit(grain),
  );
  if (dimension?.type === 'date' && clock !== undefined)
    issues.add(
      'WRONG_KIND',
      ['select'],
      `"${name}" of "${dataset.name}" is counted by "${dimension.name}", which is a date: ${clock.grain} needs a time of day.`,
    );
  return series;
}

function stageLeaf(asking: Scope, { measure, filter, nodeOf, refuse }: AskedMeasure): Leaf {
  if (measure.rows?.kind !== 'stage') throw new InvariantError(`"${measure.name}" has no stages.`);
  const { of, per } = measure.rows;
  // What the question filters are rows: an entity without any has no number, rather than 0.
  const everything: FilterIn = () => undefined;
  const resolved: MeasureNode =
    typeof of === 'string'
      ? nodeOf(asking, of, everything)
      : { kind: 'aggregate', measure: weighted(asking, of), filter: undefined };
  const problem = stageProblem(resolved);
  if (problem !== undefined) refuse(`"${measure.name}" is made of numbers per entity. ${problem}`);
  // Where the rows come from is said once, for the whole of it.
  const times = leavesOf(resolved).map((leaf) => leaf.measure.time);
  const inner = mapLeaves(resolved, ({ measure: part, filter: rows, series: own }) => ({
    kind: 'aggregate',
    measure: part,
    filter: rows,
    ...(own !== undefined && isMoved(own) && { series: { ...own, fact: undefined } }),
  }));
  const leaf: Leaf = { kind: 'aggregate', measure, filter: undefined };
  const time = measure.time ?? times[0];
  const scope = countedBy(asking, time);
  const own = ownSeries(scope, { name: measure.name, time });
  const kept = filter(scope);
  const series = withBots(scope, { ...leaf, filter: kept, series: own }) ?? seriesOf(scope, leaf);
  const fields = per.map((name) => fieldOf(scope.dataset, name));
  const rows = allOf([series.filter, kept]);
  return {
    ...leaf,
    series: {
      ...series,
      ...(rows !== undefined && { filter: rows }),
      ...(leavesOf(resolved).some((part) => part.series?.withBots === true) && { withBots: true }),
      rows: { kind: 'stage', inner, per: fields },
    },
  };
}

/** Of other rows or times than those of its group. */
function isMoved({ rows, frame, shifts }: Series): boolean {
  return rows !== undefined || frame !== undefined || shifts.length > 0;
}

/** Why a number cannot be the first of two stages, which is that of each entity. */
function stageProblem(node: MeasureNode): string | undefined {
  const leaves = leavesOf(node);
  if (hasRank(node)) return 'A place among groups (a rank) is not one of them.';
  if (leaves.length === 0) return 'It reads no rows.';
  const leveled = leaves.find(({ series }) => series?.level !== undefined);
  if (leveled !== undefined) return `"${leveled.measure.name}" is of other groups than those of an entity.`;
  return new Set(leaves.map(({ measure }) => measure.time)).size > 1
    ? 'Its parts are counted by different times.'
    : undefined;
}

/** A dimension of a dataset that its catalog has checked to exist, and its role to see. */
export function fieldOf(dataset: Dataset, name: string): DimensionField {
  const dimension = dataset.dimensions.get(name);
  if (dimension === undefined)
    throw new InvariantError(`A measure of "${dataset.name}" reads "${name}", which is not there.`);
  return { path: [], dataset, dimension };
}
