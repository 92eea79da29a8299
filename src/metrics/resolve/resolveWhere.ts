import { MAX_FILTER_DEPTH } from '../query/limits.js';
import { isJoinable } from '../catalog/defineRelationships.js';
import { fieldNames } from './findField.js';
import { refuseMasked } from './refuseMasked.js';
import { isLong } from './isLong.js';
import type { IssuePath } from './issues.js';
import { resolveCondition } from './resolveCondition.js';
import { namedConditions } from './names/namedConditions.js';
import type { DimensionField, GroupFilter, JoinStep, RowFilter } from './resolvedQuery.js';
import { keysBehind, shownKeys, withoutUnknownKeys } from './keysBehind.js';
import { holdsForNone, isNotTrue } from './noRows.js';
import { follow, isRecord, MAX_HOPS, type Place, type Scope } from './scope.js';
import { show } from './readValue.js';

/** The filter of a `where` and of `segments` together; undefined keeps every row. */
export function resolveFilter(
  scope: Scope,
  asked: { where?: unknown; segments?: unknown },
  path: IssuePath,
): RowFilter | undefined {
  const reader = new WhereReader(scope);
  const where =
    asked.where === undefined
      ? undefined
      : reader.where(asked.where, { dataset: scope.dataset, path: [] }, [...path, 'where']);
  return allOf([where, ...resolveSegments(scope, asked.segments, [...path, 'segments'])]);
}

/** `and`, without the parts that keep everything. */
export function allOf(parts: readonly (RowFilter | undefined)[]): RowFilter | undefined {
  const kept = parts.filter((part) => part !== undefined);
  return kept.length <= 1 ? kept[0] : { kind: 'and', of: kept };
}

function resolveSegments(
  { dataset, issues }: Scope,
  segments: unknown,
  path: IssuePath,
): readonly RowFilter[] {
  if (segments === undefined) return [];
  if (!Array.isArray(segments)) {
    issues.add('INVALID_ARGUMENT', path, 'Segments are a list of names.');
    return [];
  }
  if (isLong(issues, path, segments)) return [];
  return segments.flatMap((segment: unknown, index): readonly RowFilter[] => {
    if (typeof segment === 'string' && dataset.segments.has(segment))
      return [{ kind: 'segment', dataset, path: [], segment }];
    const sentence = `There is no segment ${show(segment)} in dataset "${dataset.name}".`;
    issues.unknown('UNKNOWN_FIELD', [...path, index], {
      sentence,
      name: String(segment),
      candidates: dataset.segments.keys(),
    });
    return [];
  });
}

/** Walks a where tree. A part that is wrong is reported and then left out; the query fails as a whole, so it never runs without that part. */
class WhereReader {
  /** Of conditions on what rows behind are together: the condition that is true where this one is false, and neither where it is NULL. */
  readonly #opposites = new Map<RowFilter, () => RowFilter>();

  constructor(
    private readonly scope: Scope,
    /** How deep the tree is nested already. */
    private depth = 0,
  ) {}

  where(where: unknown, place: Place, path: IssuePath): RowFilter | undefined {
    if (!isRecord(where))
      return this.scope.issues.add(
        'INVALID_ARGUMENT',
        path,
        `A filter is an object of fields, not ${show(where)}.`,
      );
    if (this.depth >= MAX_FILTER_DEPTH)
      return this.scope.issues.add(
        'TOO_MANY',
        path,
        `A filter nests at most ${MAX_FILTER_DEPTH} levels deep.`,
      );
    this.depth++;
    const parts = Object.entries(where).flatMap(([key, value]) =>
      value === undefined ? [] : [this.#member({ key, value }, place, [...path, key])],
    );
    this.depth--;
    return allOf(parts);
  }

  #member(
    { key, value }: { key: string; value: unknown },
    place: Place,
    path: IssuePath,
  ): RowFilter | undefined {
    if (key === 'and' || key === 'or') return this.#several({ kind: key, value }, place, path);
    if (key === 'not') return this.#not(value, place, path);
    const dimension = place.dataset.dimensions.get(key);
    if (dimension !== undefined) return this.#compared({ ...place, dimension }, value, path);
    if (key === 'custom' && this.scope.names.serves(place.dataset).custom)
      return allOf(
        namedConditions(this.scope, place, { asked: value, path }).map((condition) =>
          this.#compared({ ...place, dimension: condition.dimension }, condition.is, condition.path),
        ),
      );
    const next = follow(this.scope, place, key);
    if (next !== undefined && next.path.length > MAX_HOPS)
      return this.scope.issues.add(
        'TOO_MANY',
        path,
        `A filter goes through at most ${MAX_HOPS} relationships.`,
      );
    if (next === undefined) return this.#unknown(key, place, path);
    const step = next.path.at(-1) as JoinStep;
    return isJoinable(step.relationship)
      ? this.where(value, next, path)
      : this.#behind(value, { place, step }, path);
  }

  #compared(field: DimensionField, condition: unknown, path: IssuePath): RowFilter | undefined {
    const { name, type, mask } = field.dimension;
    if (mask !== undefined) return refuseMasked(this.scope, name, path);
    const comparisons = resolveCondition(this.scope, { name, type, condition }, path);
    if (!this.scope.conditions.spend(comparisons.length, this.scope.issues, path)) return undefined;
    return allOf(comparisons.map((comparison) => ({ kind: 'compare', field, ...comparison })));
  }

  /** Through a to-many relationship: what the rows behind it are like, one by one, and what they are together. */
  #behind(
    value: unknown,
    { place, step }: { place: Place; step: JoinStep },
    path: IssuePath,
  ): RowFilter | undefined {
    const { having, ...where } = isRecord(value) ? value : { having: undefined };
    const inside: Scope = {
      ...this.scope,
      dataset: step.dataset,
      shown: undefined,
      fact: undefined,
      facts: undefined,
      isBehind: true,
    };
    const rows = new WhereReader(inside, this.depth).where(
      isRecord(value) ? where : value,
      { dataset: step.dataset, path: [] },
      path,
    );
    const keys = keysBehind(this.scope, step);
    const grouped: Scope = { ...inside, shown: shownKeys(keys) };
    const groups =
      having === undefined ? undefined : inside.groups.having(grouped, having, [...path, 'having']);
    const exists = (together: GroupFilter | undefined): RowFilter => {
      const absent = together !== undefined && holdsForNone(together);
      const behind = inside.groups.complete(inside, {
        ...keys,
        filter: allOf([rows, ...withoutUnknownKeys(keys, groups)]),
        having: together === undefined || !absent ? together : isNotTrue(together),
      });
      return { kind: 'exists', path: place.path, step, behind, absent };
    };
    const made = exists(groups);
    if (groups !== undefined)
      this.#opposites.set(made, () => {
        const opposite = exists({ kind: 'not', of: groups });
        this.#opposites.set(opposite, () => made);
        return opposite;
      });
    return made;
  }

  /**
   * TRICKY: a filter of keys is true or false, so where `having` is NULL it says false. That is the same as long as nothing around it is negated: here
   * `not` goes down to it.
   */
  #negated(filter: RowFilter): RowFilter {
    const opposite = this.#opposites.get(filter);
    if (opposite !== undefined) return opposite();
    if (!this.#hasOpposite(filter)) return { kind: 'not', of: filter };
    switch (filter.kind) {
      case 'and':
      case 'or':
        return {
          kind: filter.kind === 'and' ? 'or' : 'and',
          of: filter.of.map((part) => this.#negated(part)),
        };
      case 'not':
        return filter.of;
      default:
        return { kind: 'not', of: filter };
    }
  }

  #hasOpposite(filter: RowFilter): boolean {
    if (filter.kind === 'and' || filter.kind === 'or')
      return filter.of.some((part) => this.#hasOpposite(part));
    return filter.kind === 'not' ? this.#hasOpposite(filter.of) : this.#opposites.has(filter);
  }

  #several(
    { kind, value }: { kind: 'and' | 'or'; value: unknown },
    place: Place,
    path: IssuePath,
  ): RowFilter | undefined {
    if (!Array.isArray(value))
      return this.scope.issues.add('INVALID_ARGUMENT', path, `"${kind}" is a list of filters.`);
    const parts = value.map((item: unknown, index) => this.where(item, place, [...path, index]));
    if (kind === 'and') return allOf(parts);
    // Nothing to choose from is neither "every row" nor "no row" to everybody: ask.
    if (parts.length === 0)
      return this.scope.issues.add('INVALID_VALUE', path, '"or" needs at least one filter.');
    const kept = parts.filter((part) => part !== undefined);
    // An empty alternative keeps every row, and so does the whole.
    if (kept.length < parts.length) return undefined;
    return kept.length === 1 ? kept[0] : { kind: 'or', of: kept };
  }

  #not(value: unknown, place: Place, path: IssuePath): RowFilter | undefined {
    const before = this.scope.issues.found.length;
    const inner = this.where(value, place, path);
    if (inner !== undefined) return this.#negated(inner);
    if (this.scope.issues.found.length > before) return undefined;
    return this.scope.issues.add(
      'INVALID_VALUE',
      path,
      '"not" needs a condition: the opposite of an empty filter would keep no row.',
    );
  }

  #unknown(key: string, place: Place, path: IssuePath): undefined {
    const { dataset } = place;
    if (dataset.measures.has(key) || dataset.metrics.has(key)) {
      return this.scope.issues.add(
        'WRONG_KIND',
        path,
        `"${key}" is a measure: filter groups by it in "having"; "where" filters rows.`,
      );
    }
    if (key === 'having') {
      const problem =
        place.path.length === 0
          ? '"having" inside a filter stands directly in a relationship to many rows, whose measures it compares.'
          : `"having" compares measures of many rows; "${place.path.at(-1)?.relationship.name}" leads to one.`;
      return this.scope.issues.add('INVALID_ARGUMENT', path, problem);
    }
    const candidates = [
      ...fieldNames(place).filter(
        (name) =>
          !dataset.measures.has(name) &&
          !dataset.metrics.has(name) &&
          dataset.dimensions.get(name)?.mask === undefined,
      ),
      'and',
      'or',
      'not',
    ];
    const sentence = `There is no dimension or relationship "${key}" in dataset "${dataset.name}".`;
    return this.scope.issues.unknown('UNKNOWN_FIELD', path, { sentence, name: key, candidates });
  }
}
