import type { Expression } from '../catalog/expression.js';
import type { Formula } from '../catalog/formula.js';
import type { ValueType } from '../catalog/definitions.js';
import { InvariantError } from '../../errors.js';
import type { MeasureNode, RowFilter } from './resolvedQuery.js';
import { allOf } from './resolveWhere.js';
import type { IssuePath } from './issues.js';
import type { Scope } from './scope.js';

export interface ResolvedMeasure {
  readonly type: ValueType;
  readonly node: MeasureNode;
}

/**
 * A measure or metric as a tree of aggregates. `filter` restricts the rows of every one of them, on top of what filtered metrics restrict.
 * Undefined, and reported, when this version does not serve it.
 */
export function resolveMeasure(
  scope: Scope,
  { name, filter }: { name: string; filter: RowFilter | undefined },
  path: IssuePath,
): ResolvedMeasure | undefined {
  const { dataset, issues } = scope;
  const measure = dataset.measures.get(name);
  if (measure !== undefined) return { type: measure.type, node: { kind: 'aggregate', measure, filter } };
  const metric = dataset.metrics.get(name);
  if (metric === undefined)
    throw new InvariantError(`"${name}" is neither a measure nor a metric of "${dataset.name}".`);
  if (metric.definition.kind === 'unserved')
    return issues.add('NOT_SUPPORTED', path, `"${name}" cannot be asked yet. ${metric.definition.reason}`);
  return { type: metric.type, node: metricNode(scope, name, filter) };
}

function metricNode(scope: Scope, name: string, filter: RowFilter | undefined): MeasureNode {
  const { dataset } = scope;
  const measure = dataset.measures.get(name);
  if (measure !== undefined) return { kind: 'aggregate', measure, filter };
  const definition = dataset.metrics.get(name)?.definition;
  switch (definition?.kind) {
    case 'filtered':
      return metricNode(
        scope,
        definition.of,
        allOf([filter, { kind: 'expression', dataset, path: [], sql: definition.where as Expression }]),
      );
    case 'ratio':
      return {
        kind: 'divide',
        numerator: metricNode(scope, definition.numerator.of, filter),
        denominator: metricNode(scope, definition.denominator.of, filter),
      };
    case 'derived':
      return formulaNode(definition.formula, (part) => metricNode(scope, part, filter));
    default:
      // defineCatalog marks a metric over an unserved one as unserved, and catalogFor removes one over a hidden one.
      throw new InvariantError(`Metric "${name}" of "${dataset.name}" has no definition.`);
  }
}

function formulaNode(formula: Formula, named: (name: string) => MeasureNode): MeasureNode {
  switch (formula.kind) {
    case 'name':
      return named(formula.name);
    case 'number':
      return { kind: 'number', text: formula.text };
    case 'binary': {
      const left = formulaNode(formula.left, named);
      const right = formulaNode(formula.right, named);
      return formula.operator === '/'
        ? { kind: 'divide', numerator: left, denominator: right }
        : { kind: 'arithmetic', operator: formula.operator, left, right };
    }
    case 'call':
      return {
        kind: 'call',
        name: formula.name as Extract<MeasureNode, { kind: 'call' }>['name'],
        args: formula.args.map((arg) => formulaNode(arg, named)),
      };
  }
}
