import type { Metric, MetricInput, ValueType } from '../catalog/definitions.js';
import { InvariantError } from '../../errors.js';
import type { Shift } from '../query/metricQuery.js';
import { withFilter, type FilterIn } from './catalogFilter.js';
import { conversionNode } from './conversionNode.js';
import { findNumber } from './findNumber.js';
import { framed } from './framed.js';
import { formulaNode } from './formulaNode.js';
import { Issues, type IssuePath } from './issues.js';
import { measureLeaf } from './measureLeaf.js';
import { frameFor } from './resolveFrame.js';
import { ownUnits, readShift, shiftsFor } from './resolveShift.js';
import type { MeasureNode } from './resolvedQuery.js';
import type { Scope } from './scope.js';
import { atLevel, leavesOf, shifted, withoutZero } from './series.js';
import { dottedName, type DimensionColumn } from './shown.js';

export interface ResolvedMeasure {
  readonly type: ValueType;
  readonly node: MeasureNode;
  /** It, or something it is made of, is shown in every bucket of the range. */
  readonly spine?: boolean | undefined;
}

/**
 * A measure or metric as a tree of aggregates. `filter` restricts the rows of every one of them, on top of what the catalog restricts.
 * Undefined, and reported, when this version does not serve it. What the view cannot show is reported too.
 */
export function resolveMeasure(
  scope: Scope,
  { name, filter = () => undefined }: { name: string; filter?: FilterIn | undefined },
  path: IssuePath,
): ResolvedMeasure | undefined {
  const { issues } = scope;
  const found = findNumber(scope, name);
  if (found === undefined)
    throw new InvariantError(`"${name}" is neither a measure nor a metric of "${scope.dataset.name}".`);
  const { member } = found;
  const reader = new NumberReader();
  const node = reader.node(scope, name, filter);
  for (const problem of reader.problems)
    issues.add('INVALID_ARGUMENT', path, `"${name}" cannot be asked like this. ${problem}`);
  return { type: member.type, node, ...(reader.spine && { spine: true }) };
}

/** Follows the definition of one number to its leaves. */
class NumberReader {
  /** Why this view cannot show it. */
  readonly problems = new Set<string>();
  spine = false;
  readonly #refuse = (problem: string): void => void this.problems.add(problem);

  readonly node = (scope: Scope, name: string, filter: FilterIn): MeasureNode => {
    const found = findNumber(scope, name);
    // defineCatalog refuses unknown names, and catalogFor removes a metric over a hidden one.
    if (found === undefined) throw new InvariantError(`"${name}" is not in "${scope.dataset.name}".`);
    const { scope: place, member } = found;
    if (!('definition' in member)) {
      const { node: nodeOf } = this;
      return measureLeaf(place, { measure: member, filter, nodeOf, refuse: this.#refuse });
    }
    if (member.spine === true) this.spine = true;
    const node = this.#metric(place, member, filter);
    if (member.fill === 'zero')
      return { kind: 'call', name: 'coalesce', args: [node, { kind: 'number', text: '0' }] };
    return member.fill === 'null' ? withoutZero(node) : node;
  };

  #metric(scope: Scope, { definition }: Metric, filter: FilterIn): MeasureNode {
    switch (definition.kind) {
      case 'filtered':
        return this.#input(scope, definition, filter);
      case 'ratio':
        return {
          kind: 'divide',
          numerator: this.#input(scope, definition.numerator, filter),
          denominator: this.#input(scope, definition.denominator, filter),
        };
      case 'derived':
        return formulaNode(definition.formula, (part) =>
          this.#input(scope, definition.inputs.get(part) ?? { of: part }, filter),
        );
      case 'cumulative': {
        const { frame, of: name } = definition;
        return framed(scope, this.node(scope, name, filter), {
          refuse: this.#refuse,
          frameOf: (series, refuse) => frameFor(scope, { frame, refuse }, series),
          name,
          type: findNumber(scope, name)?.member.type ?? 'float',
        });
      }
      case 'shift':
        return this.#shifted(scope, this.node(scope, definition.of, filter), definition.shift);
      case 'conversion':
        return conversionNode(scope, { definition, filter, nodeOf: this.node, refuse: this.#refuse });
      case 'level': {
        const { keep, drop = [] } = definition;
        const of = this.node(scope, definition.of, filter);
        const keys = keysOf(scope, of, (name) => keep?.includes(name) ?? !drop.includes(name));
        return atLevel(scope, of, { keys, refuse: this.#refuse });
      }
      case 'rank': {
        const { by } = definition;
        const of = this.node(scope, definition.of, filter);
        return { kind: 'rank', of, within: by === undefined ? [] : keysOf(scope, of, (name) => !by.includes(name)) }; // prettier-ignore
      }
    }
  }

  #input(scope: Scope, { of, where, shift }: MetricInput, filter: FilterIn): MeasureNode {
    const node = this.node(scope, of, withFilter(scope, { filter, where, refuse: this.#refuse }));
    return shift === undefined ? node : this.#shifted(scope, node, shift);
  }

  #shifted(scope: Scope, node: MeasureNode, shift: Shift): MeasureNode {
    const issues = new Issues();
    const asked = readShift({ ...scope, issues }, shift, { path: [], units: ownUnits(scope) });
    issues.found.forEach(({ message }) => this.#refuse(message));
    if (asked === undefined) return node;
    return shifted(scope, node, (series) => shiftsFor(scope, { asked, refuse: this.#refuse }, series));
  }
}

/**
 * Keys of the shown dimensions whose dotted names are chosen. A metric of one of several facts knows them by the names that its dataset has for them, and
 * "date" as the time that its number is counted by.
 */
function keysOf(
  { shown, dataset }: Scope,
  of: MeasureNode,
  chosen: (name: string) => boolean,
): readonly string[] {
  const [time] = leavesOf(of).flatMap(({ series }) => series?.time ?? []);
  const nameOf = (column: DimensionColumn): string => {
    const own = column.fields?.get(dataset.name);
    if (own === undefined) return dottedName(column);
    return column.isTime === true && time !== undefined ? time.dimension.name : dottedName({ ...column, field: own }); // prettier-ignore
  };
  const columns: readonly DimensionColumn[] = shown?.dimensions ?? [];
  return columns.filter((column) => chosen(nameOf(column))).map(({ key }) => key);
}
