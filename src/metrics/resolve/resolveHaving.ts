import { MAX_FILTER_DEPTH } from '../query/limits.js';
import { measureNames } from './findField.js';
import { Issues, type IssuePath } from './issues.js';
import { show } from './readValue.js';
import { refuseMasked } from './refuseMasked.js';
import { resolveCondition } from './resolveCondition.js';
import { findNumber } from './findNumber.js';
import { resolveMeasure } from './resolveMeasure.js';
import type { GroupFilter, GroupValue, ResolvedColumn } from './resolvedQuery.js';
import { isRecord, type Scope } from './scope.js';
import { columnType } from './shownType.js';

/** The filter over groups; undefined keeps every group. */
export function resolveHaving(
  scope: Scope,
  having: unknown,
  columns: readonly ResolvedColumn[],
): GroupFilter | undefined {
  return having === undefined ? undefined : new HavingReader(scope, columns).having(having, ['having']);
}

/** The same over groups of rows behind a relationship, which show nothing. */
export function resolveHavingBehind(scope: Scope, having: unknown, path: IssuePath): GroupFilter | undefined {
  return new HavingReader(scope, []).having(having, path);
}

/** A measure as a group's value: the shown column when it is shown as it is, else computed for the occasion. */
export function measureValue(
  scope: Scope,
  { name, columns }: { name: string; columns: readonly ResolvedColumn[] },
  path: IssuePath,
): GroupValue | undefined {
  const shown = columns.find(
    (column) => column.kind === 'measure' && column.name === name && isPlain(scope, column),
  );
  if (shown !== undefined) return { kind: 'column', key: shown.key };
  const measure = resolveMeasure(scope, { name }, path);
  return measure === undefined ? undefined : { kind: 'measure', type: measure.type, node: measure.node };
}

/** Shown as the catalog has it: the tree then is the one of the bare name. */
function isPlain(scope: Scope, column: Extract<ResolvedColumn, { kind: 'measure' }>): boolean {
  const bare = resolveMeasure({ ...scope, issues: new Issues() }, { name: column.name }, []);
  return bare !== undefined && sameNode(bare.node, column.node);
}

function sameNode(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameNode(item, b[index]));
  // Only the tree is built anew: definitions are the same object or are not the same, and lists and instants of a tree are plain.
  if (!isPlainObject(a) || !isPlainObject(b) || 'description' in a) return false;
  return Object.keys({ ...a, ...b }).every((key) => sameNode(a[key], b[key]));
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && Object.getPrototypeOf(value) === Object.prototype;
}

class HavingReader {
  #depth = 0;

  constructor(
    private readonly scope: Scope,
    private readonly columns: readonly ResolvedColumn[],
  ) {}

  having(having: unknown, path: IssuePath): GroupFilter | undefined {
    if (!isRecord(having))
      return this.scope.issues.add(
        'INVALID_ARGUMENT',
        path,
        `"having" is an object of measures, not ${show(having)}.`,
      );
    if (this.#depth >= MAX_FILTER_DEPTH)
      return this.scope.issues.add(
        'TOO_MANY',
        path,
        `A filter nests at most ${MAX_FILTER_DEPTH} levels deep.`,
      );
    this.#depth++;
    const parts = Object.entries(having).flatMap(([key, value]) =>
      value === undefined ? [] : [this.#member({ key, value }, [...path, key])],
    );
    this.#depth--;
    return allOf(parts);
  }

  #member({ key, value }: { key: string; value: unknown }, path: IssuePath): GroupFilter | undefined {
    switch (key) {
      case 'and':
      case 'or':
        return this.#several({ kind: key, value }, path);
      case 'not':
        return this.#not(value, path);
      case 'alias':
        return this.#alias(value, path);
      default:
        return this.#measure({ key, value }, path);
    }
  }

  #several(
    { kind, value }: { kind: 'and' | 'or'; value: unknown },
    path: IssuePath,
  ): GroupFilter | undefined {
    if (!Array.isArray(value))
      return this.scope.issues.add('INVALID_ARGUMENT', path, `"${kind}" is a list of filters.`);
    const parts = value.map((item: unknown, index) => this.having(item, [...path, index]));
    if (kind === 'and') return allOf(parts);
    if (parts.length === 0)
      return this.scope.issues.add('INVALID_VALUE', path, '"or" needs at least one filter.');
    const kept = parts.filter((part) => part !== undefined);
    if (kept.length < parts.length) return undefined;
    return kept.length === 1 ? kept[0] : { kind: 'or', of: kept };
  }

  #not(value: unknown, path: IssuePath): GroupFilter | undefined {
    const before = this.scope.issues.found.length;
    const inner = this.having(value, path);
    if (inner !== undefined) return { kind: 'not', of: inner };
    if (this.scope.issues.found.length > before) return undefined;
    return this.scope.issues.add(
      'INVALID_VALUE',
      path,
      '"not" needs a condition: the opposite of an empty filter would keep no group.',
    );
  }

  #alias(value: unknown, path: IssuePath): GroupFilter | undefined {
    const { name, ...condition } = isRecord(value) ? value : {};
    if (typeof name !== 'string')
      return this.scope.issues.add(
        'INVALID_ARGUMENT',
        path,
        '"alias" needs the "name" of a key of this view, and a condition.',
      );
    const column = this.columns.find(({ key }) => key === name);
    if (column === undefined) {
      const sentence = `This view has no key "${name}".`;
      return this.scope.issues.unknown('UNKNOWN_FIELD', [...path, 'name'], {
        sentence,
        name,
        candidates: this.columns.map(({ key }) => key),
      });
    }
    if (column.kind === 'dimension' && column.field.dimension.mask !== undefined)
      return refuseMasked(this.scope, column.field.dimension.name, [...path, 'name']);
    return this.#compare(
      { name, type: columnType(column), condition, value: { kind: 'column', key: name } },
      path,
    );
  }

  #measure(
    { key, value: condition }: { key: string; value: unknown },
    path: IssuePath,
  ): GroupFilter | undefined {
    const { dataset, issues } = this.scope;
    const member = findNumber(this.scope, key)?.member;
    if (member !== undefined) {
      const value = measureValue(this.scope, { name: key, columns: this.columns }, path);
      return value === undefined
        ? undefined
        : this.#compare({ name: key, type: member.type, condition, value }, path);
    }
    if (dataset.dimensions.has(key))
      return issues.add(
        'WRONG_KIND',
        path,
        `"${key}" is a dimension: filter rows by it in "where"; "having" filters groups by measures.`,
      );
    const sentence = `There is no measure or metric "${key}" in dataset "${dataset.name}".`;
    return issues.unknown('UNKNOWN_FIELD', path, {
      sentence,
      name: key,
      candidates: [...measureNames(dataset), 'alias', 'and', 'or', 'not'],
    });
  }

  #compare(
    { value, ...asked }: Parameters<typeof resolveCondition>[1] & { value: GroupValue },
    path: IssuePath,
  ): GroupFilter | undefined {
    const comparisons = resolveCondition(this.scope, asked, path);
    if (!this.scope.conditions.spend(comparisons.length, this.scope.issues, path)) return undefined;
    return allOf(comparisons.map((comparison) => ({ kind: 'compare', value, ...comparison })));
  }
}

function allOf(parts: readonly (GroupFilter | undefined)[]): GroupFilter | undefined {
  const kept = parts.filter((part) => part !== undefined);
  return kept.length <= 1 ? kept[0] : { kind: 'and', of: kept };
}
