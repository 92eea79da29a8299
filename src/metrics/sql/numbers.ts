import type { GroupFilter, GroupValue, MeasureNode, ResolvedQuery } from '../resolve/resolvedQuery.js';
import type { AggregateNode } from './uses.js';
import type { RankNode } from './renderNode.js';

/** The same question, where what is filtered and ordered by is no column of it: a shown number is the number itself. */
export function byNumber(resolved: ResolvedQuery): ResolvedQuery {
  const own = (of: GroupValue): GroupValue => {
    const shown = of.kind === 'column' ? resolved.columns.find(({ key }) => key === of.key) : undefined;
    return shown?.kind === 'measure' ? { kind: 'measure', type: shown.type, node: shown.node } : of;
  };
  return changeValues(resolved, own);
}

/**
 * The same question with other aggregates and places in it, wherever there are numbers. `change` is asked from the outside in; undefined: only what it is
 * made of changes.
 */
export function changeNumbers(
  resolved: ResolvedQuery,
  change: (node: AggregateNode | RankNode) => MeasureNode | undefined,
): ResolvedQuery {
  const known = new Map<MeasureNode, MeasureNode>();
  const once = (node: MeasureNode): MeasureNode => {
    const made = known.get(node) ?? changeNode(node, change);
    known.set(node, made);
    return made;
  };
  const columns = resolved.columns.map((shown) =>
    shown.kind === 'measure' ? { ...shown, node: once(shown.node) } : shown,
  );
  return changeValues({ ...resolved, columns }, (of) =>
    of.kind === 'measure' ? { ...of, node: once(of.node) } : of,
  );
}

function changeNode(
  node: MeasureNode,
  change: (node: AggregateNode | RankNode) => MeasureNode | undefined,
): MeasureNode {
  const within = (part: MeasureNode): MeasureNode => changeNode(part, change);
  switch (node.kind) {
    case 'aggregate':
      return change(node) ?? node;
    case 'rank': {
      const changed = change(node) ?? node;
      return changed.kind === 'rank' ? { ...changed, of: within(changed.of) } : changed;
    }
    case 'divide':
      return { kind: 'divide', numerator: within(node.numerator), denominator: within(node.denominator) };
    case 'arithmetic':
      return { ...node, left: within(node.left), right: within(node.right) };
    case 'call':
      return { ...node, args: node.args.map(within) };
    case 'number':
      return node;
  }
}

function changeValues(resolved: ResolvedQuery, change: (value: GroupValue) => GroupValue): ResolvedQuery {
  const filter = (of: GroupFilter): GroupFilter => {
    if (of.kind === 'compare') return { ...of, value: change(of.value) };
    return of.kind === 'not' ? { kind: 'not', of: filter(of.of) } : { kind: of.kind, of: of.of.map(filter) };
  };
  return {
    ...resolved,
    having: resolved.having === undefined ? undefined : filter(resolved.having),
    order: resolved.order.map(({ value, direction }) => ({ value: change(value), direction })),
  };
}
