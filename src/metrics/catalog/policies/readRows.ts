import { addedIn } from '../addedColumns.js';
import type { PolicyConditionSpec } from '../catalogSpec.js';
import { isJoinable } from '../defineRelationships.js';
import type { Dataset, Dimension, PolicyRows, PolicyValue, ValueType } from '../definitions.js';
import { unknownName, type Draft } from '../draft.js';
import type { PolicyTargets } from './policyTargets.js';

type Path = readonly (string | number)[];

/** Types that rows can be granted by: their values have one spelling, so a grant and a row either are equal or are not. */
const GRANTABLE: readonly ValueType[] = ['string', 'integer', 'uuid', 'boolean'];

/** Reads a condition, or reports why it cannot and gives undefined: never a filter that keeps more than was written. */
export class RowsReader {
  constructor(
    private readonly draft: Draft,
    private readonly targets: Pick<PolicyTargets, 'dataset' | 'datasets'>,
  ) {}

  rows(spec: unknown, path: Path): PolicyRows | undefined {
    if (spec === 'all') return { kind: 'all' };
    if (isRecord(spec)) return this.#condition(spec, path);
    return this.#refuse(
      path,
      'Say which rows the role may see: "all", or a filter such as { websiteId: { in: $websites } }.',
    );
  }

  #condition(spec: PolicyConditionSpec, path: Path): PolicyRows | undefined {
    const members = Object.entries(spec);
    if (members.length === 0)
      return this.#refuse(path, 'An empty filter would keep every row: write "rows: all" if that is meant.');
    const parts = members.map(([key, value]) =>
      key === 'and' || key === 'or'
        ? this.#nested(key, value, [...path, key])
        : this.#member(key, value, [...path, key]),
    );
    if (!parts.every((part) => part !== undefined)) return undefined;
    return allOf(parts);
  }

  #nested(kind: 'and' | 'or', value: unknown, path: Path): PolicyRows | undefined {
    if (!Array.isArray(value) || value.length === 0)
      return this.#refuse(path, `"${kind}" is a list of at least one filter.`);
    const parts = value.map((item: unknown, index) => {
      return isRecord(item)
        ? this.#condition(item, [...path, index])
        : this.#refuse([...path, index], 'A filter looks like { websiteId: { in: $websites } }.');
    });
    return parts.every((part) => part !== undefined) ? { kind, of: parts } : undefined;
  }

  #member(name: string, value: unknown, path: Path): PolicyRows | undefined {
    return this.#behind(this.targets.dataset, name.split('.'), { value, path });
  }

  /** `website.ownerId`: the row that relationships to one row lead to is so. */
  #behind(
    at: Dataset,
    [step = '', ...rest]: readonly string[],
    asked: { readonly value: unknown; readonly path: Path },
  ): PolicyRows | undefined {
    if (rest.length === 0) return this.#compare(at, step, asked);
    const relationship = at.relationships.get(step);
    const next = relationship === undefined ? undefined : this.targets.datasets.get(relationship.to);
    if (relationship === undefined || next === undefined)
      return this.#refuse(asked.path, unknownName('relationship', step, at.relationships.keys()));
    if (!isJoinable(relationship))
      return this.#refuse(
        asked.path,
        `"${step}" is ${relationship.cardinality}: rows are granted by the one row that they lead to.`,
      );
    if (relationship.validity !== undefined)
      return this.#refuse(
        asked.path,
        `"${step}" leads to one of several versions: rows are granted by what does not depend on the time. Put the value into the rows.`,
      );
    const of = this.#behind(next, rest, asked);
    return of && { kind: 'related', relationship: step, of };
  }

  #compare(
    { dimensions, name: owner }: Dataset,
    name: string,
    { value, path }: { readonly value: unknown; readonly path: Path },
  ): PolicyRows | undefined {
    const dimension = dimensions.get(name);
    if (dimension === undefined) {
      // A dimension that is declared but broken has its own report.
      const isOwn = owner === this.draft.spec.dataset;
      if (isOwn && Object.hasOwn(this.draft.spec.dimensions ?? {}, name)) return undefined;
      return this.#refuse(
        path,
        `${unknownName('dimension', name, dimensions.keys())}${isOwn ? '' : ` It is looked for in "${owner}".`}`,
      );
    }
    if (addedIn(dimension.sql).length > 0)
      return this.#refuse(
        path,
        `Rows cannot be granted by "${name}", which is a value of other rows; use a dimension of the dataset itself.`,
      );
    if (!GRANTABLE.includes(dimension.type))
      return this.#refuse(
        path,
        `Rows cannot be granted by "${name}", which is of type ${dimension.type}; use a ${GRANTABLE.join(', ')} dimension.`,
      );
    const operators = isRecord(value) ? Object.keys(value) : [];
    if (operators.length !== 1 || !(operators[0] === 'in' || operators[0] === 'eq')) {
      return this.#refuse(
        path,
        'A condition has exactly one operator: { in: $attribute }, { in: [a, b] } or { eq: a }.',
      );
    }
    const operator = operators[0];
    const granted = this.#value(
      { operator, operand: (value as Record<string, unknown>)[operator], dimension },
      [...path, operator],
    );
    return granted === undefined ? undefined : { kind: 'in', dimension: name, value: granted };
  }

  #value(
    { operator, operand, dimension }: { operator: 'in' | 'eq'; operand: unknown; dimension: Dimension },
    path: Path,
  ): PolicyValue | undefined {
    if (typeof operand === 'string' && operand.startsWith('$')) {
      if (/^\$[A-Za-z][A-Za-z0-9]*$/.test(operand)) return { attribute: operand.slice(1) };
      return this.#refuse(
        path,
        `"${operand}" is not a caller attribute: write "$" and a name, as in $websites.`,
      );
    }
    if ((operator === 'in') !== Array.isArray(operand))
      return this.#refuse(
        path,
        operator === 'in'
          ? '"in" takes a caller attribute such as $websites, or a list of values.'
          : '"eq" takes one value; use "in" for a list.',
      );
    const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    const wrong = values.find((item) => !fits(item, dimension.type));
    if (wrong !== undefined) {
      const attribute = typeof wrong === 'string' && wrong.startsWith('$');
      return this.#refuse(
        path,
        attribute
          ? `"${wrong}" stands inside a list: a caller attribute stands alone, as in { in: ${wrong} }.`
          : `${JSON.stringify(wrong)} is not of type ${dimension.type}.`,
      );
    }
    return { values: values as readonly (string | number | boolean)[] };
  }

  #refuse(path: Path, message: string): undefined {
    this.draft.report(path, message);
    return undefined;
  }
}

/** What is asked of one related row is asked once: there is only one. */
function allOf(parts: readonly PolicyRows[]): PolicyRows {
  const behind = new Map<string, PolicyRows[]>();
  for (const part of parts)
    if (part.kind === 'related')
      behind.set(part.relationship, [...(behind.get(part.relationship) ?? []), part.of]);
  const joined = [...behind].map(([relationship, of]): PolicyRows => ({
    kind: 'related',
    relationship,
    of: allOf(of),
  }));
  const of = [...parts.filter(({ kind }) => kind !== 'related'), ...joined];
  return of.length === 1 ? (of[0] as PolicyRows) : { kind: 'and', of };
}

function fits(value: unknown, type: ValueType): boolean {
  if (typeof value === 'string')
    return (
      (type === 'string' && !value.startsWith('$')) ||
      (type === 'uuid' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value))
    );
  if (typeof value === 'number') return type === 'integer' && Number.isSafeInteger(value);
  return typeof value === 'boolean' && type === 'boolean';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
