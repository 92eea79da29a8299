import type { JoinPath, ResolvedQuery, RowFilter } from '../resolve/resolvedQuery.js';
import { pathsOf } from './foldedField.js';
import {
  aggregatesOf,
  atomsOf,
  conjunctsOf,
  isDimension,
  isLocal,
  pathKey,
  pathOf,
  type RowAtom,
} from './uses.js';

/** How the filters of a question reach other datasets. */
export interface JoinNeeds {
  /** Conjuncts over the dataset's own rows. */
  readonly local: readonly RowFilter[];
  /** Conjuncts over one related dataset that only ask whether a matching row exists: `key IN (SELECT …)`, no join. */
  readonly semi: readonly RowFilter[];
  /** Conjuncts that must wait until the joins are made. */
  readonly joined: readonly RowFilter[];
  /** Every join to make, each after the one it starts from. Empty: no join at all. */
  readonly paths: readonly JoinPath[];
}

/**
 * Decides for each relationship of the dataset whether it is joined. A filter over it becomes a semi-join when nothing else needs the join and the
 * filter cannot hold for a row without a match: then "the matching row satisfies it" and "a satisfying row matches" are the same, as a declared
 * many-to-one key matches at most once.
 */
export function joinNeeds(
  resolved: ResolvedQuery,
  filters: readonly RowFilter[],
  conditions: readonly RowFilter[] = [],
): JoinNeeds {
  const conjuncts = filters.flatMap(conjunctsOf);
  const local = conjuncts.filter(isLocal);
  const remote = conjuncts.filter((filter) => !isLocal(filter));
  const shown = resolved.columns.filter(isDimension).flatMap(({ field }) => pathsOf(field));
  const counted = [...aggregatesOf(resolved).map(({ filter }) => filter), ...conditions].flatMap((filter) =>
    filter === undefined ? [] : atomsOf(filter).map(pathOf),
  );
  const needed = [
    ...shown,
    ...counted,
    ...remote.filter((filter) => !isSemiJoin(filter)).flatMap((filter) => atomsOf(filter).map(pathOf)),
  ];
  const roots = new Set(needed.flatMap(rootOf));
  const joined = remote.filter((filter) =>
    atomsOf(filter).some((atom) => rootOf(pathOf(atom)).some((root) => roots.has(root))),
  );
  return {
    local,
    semi: remote.filter((filter) => !joined.includes(filter)),
    joined,
    paths: withPrefixes([...needed, ...joined.flatMap((filter) => atomsOf(filter).map(pathOf))]),
  };
}

function rootOf(path: JoinPath): readonly string[] {
  return path.slice(0, 1).map(({ relationship }) => relationship.name);
}

function withPrefixes(paths: readonly JoinPath[]): readonly JoinPath[] {
  const all = new Map<string, JoinPath>();
  for (const path of paths) {
    for (let length = 1; length <= path.length; length++) {
      const prefix = path.slice(0, length);
      all.set(pathKey(prefix), all.get(pathKey(prefix)) ?? prefix);
    }
  }
  return [...all.values()];
}

function isSemiJoin(filter: RowFilter): boolean {
  const paths = new Set(atomsOf(filter).map((atom) => pathKey(pathOf(atom))));
  const oneOfVersions = atomsOf(filter).some((atom) => pathOf(atom).some(({ relationship }) => relationship.validity !== undefined)); // prettier-ignore
  return paths.size === 1 && !paths.has('') && !oneOfVersions && withoutMatch(filter) !== true;
}

/** What a filter says of a row without a match, whose related fields are all NULL: three-valued, `undefined` for NULL. */
function withoutMatch(filter: RowFilter): boolean | undefined {
  switch (filter.kind) {
    case 'not': {
      const inner = withoutMatch(filter.of);
      return inner === undefined ? undefined : !inner;
    }
    case 'and':
    case 'or': {
      const parts = filter.of.map(withoutMatch);
      const decisive = filter.kind === 'or';
      if (parts.includes(decisive)) return decisive;
      return parts.includes(undefined) ? undefined : !decisive;
    }
    default:
      return atomWithoutMatch(filter);
  }
}

function atomWithoutMatch(atom: RowAtom): boolean | undefined {
  if (atom.kind === 'exists') return atom.absent;
  if (atom.kind !== 'compare') return undefined;
  const { operator, operand } = atom;
  if (operator === 'isNull') return operand.kind === 'scalar' && operand.value === true;
  if (operand.kind !== 'list') return undefined;
  if (operand.values.length === 0) return operator === 'notIn';
  return operand.values.includes(null) ? operator === 'in' : undefined;
}
