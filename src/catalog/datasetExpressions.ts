import {
  conditionsOf,
  eventsOf,
  needsFloat,
  type AggregateCall,
  type Catalog,
  type Dataset,
  type Expression,
  type Relationship,
} from '../metrics/index.js';
import type { MemberPath } from './locate.js';

/** An expression of the catalog over the columns of one source, and where it was written. */
export interface CatalogExpression {
  readonly kind: 'row' | 'aggregate';
  /** What its type has to be good for. */
  readonly role: 'value' | 'argument' | 'result' | 'condition' | 'key';
  readonly text: string;
  /** The snippets it is made of: their identifiers are the columns it reads. */
  readonly parts: readonly Expression[];
  /** What an aggregate calls. */
  readonly aggregate?: AggregateCall | undefined;
  /** Dataset and member whose author can correct it; the expression of a relationship's far side is read from the other dataset. */
  readonly dataset: string;
  readonly path: MemberPath;
  /** One side of a pair of keys of a relationship. */
  readonly side?: { readonly of: 'near' | 'far'; readonly pair: number } | undefined;
}

/** Every expression that is read from `dataset`'s source, those that other datasets' relationships read there included. */
export function datasetExpressions(catalog: Catalog, dataset: Dataset): readonly CatalogExpression[] {
  const found: CatalogExpression[] = [];
  const add = (role: CatalogExpression['role'], expression: Expression, path: MemberPath): void => {
    found.push({ kind: 'row', role, ...snippet(expression), dataset: dataset.name, path });
  };

  dataset.primaryKey.forEach((column, index) => add('key', column, ['primaryKey', index]));
  for (const { name, sql, choices, ofMeasure } of dataset.dimensions.values()) {
    add('value', sql, ['dimensions', name, ofMeasure === undefined ? 'sql' : 'measure']);
    for (const [choice, chosen] of choices ?? [])
      add('value', chosen.sql, ['dimensions', name, 'choices', choice]);
  }
  for (const { name, sql } of dataset.segments.values()) add('condition', sql, ['segments', name, 'sql']);
  for (const metric of dataset.metrics.values()) {
    const { name, definition } = metric;
    const within = definition.kind === 'filtered' ? ['filtered', 'where'] : [];
    for (const where of conditionsOf(metric))
      if (!('where' in where)) add('condition', where, ['metrics', name, ...within]);
  }
  for (const preset of dataset.presets?.values() ?? [])
    for (const { where } of eventsOf(preset))
      if (where !== undefined && !('where' in where))
        add('condition', where, ['metrics', preset.name, preset.kind]);
  for (const { name, rows, ...outer } of dataset.measures.values()) {
    // What a measure in two stages reads is what its first stage reads; its types follow from those.
    const stage = rows?.kind === 'stage' ? rows.of : undefined;
    if (typeof stage === 'string') continue;
    const { aggregate, filter } = stage ?? outer;
    for (const argument of aggregate.args) add('argument', argument, ['measures', name, 'sql']);
    if (filter !== undefined) add('condition', filter, ['measures', name, 'filter']);
    const path = ['measures', name, 'agg'];
    found.push({
      kind: 'aggregate',
      role: 'result',
      text: aggregateText(aggregate),
      parts: aggregate.args,
      aggregate,
      dataset: dataset.name,
      path,
    });
  }
  return [...found, ...relationshipKeys(catalog, dataset)];
}

function relationshipKeys(catalog: Catalog, dataset: Dataset): readonly CatalogExpression[] {
  const keys: CatalogExpression[] = [];
  for (const owner of catalog.datasets.values()) {
    for (const { name, to, on, validity } of owner.relationships.values()) {
      if (validity !== undefined) keys.push(...validityKeys({ owner, name, to, validity }, dataset));
      const place = {
        kind: 'row',
        role: 'key',
        dataset: owner.name,
        path: ['relationships', name, 'on'],
      } as const;
      on.forEach((pair, index) => {
        if (owner === dataset)
          keys.push({ ...place, ...snippet(pair.from), side: { of: 'near', pair: index } });
        if (to === dataset.name)
          keys.push({ ...place, ...snippet(pair.to), side: { of: 'far', pair: index } });
      });
    }
  }
  return keys;
}

function validityKeys(
  {
    owner,
    name,
    to,
    validity,
  }: { owner: Dataset; name: string; to: string; validity: NonNullable<Relationship['validity']> },
  dataset: Dataset,
): readonly CatalogExpression[] {
  const key = (part: 'at' | 'from' | 'to', expression: Expression | undefined): readonly CatalogExpression[] =>
    expression === undefined
      ? []
      : [{ kind: 'row', role: 'key', dataset: owner.name, path: ['relationships', name, 'validity', part], ...snippet(expression) }]; // prettier-ignore
  return [
    ...(owner === dataset ? key('at', validity.at) : []),
    ...(to === dataset.name ? [...key('from', validity.from), ...key('to', validity.to)] : []),
  ];
}

function snippet(expression: Expression): { readonly text: string; readonly parts: readonly Expression[] } {
  return { text: expression.text, parts: [expression] };
}

/** The call as queries write it, as far as it changes the type; `typeOf` knows types of arguments. */
export function aggregateText(
  { name, parameters, args }: AggregateCall,
  typeOf: (text: string) => string | undefined = () => undefined,
): string {
  const written = args.map(({ text }, index) =>
    index === 0 && needsFloat(name, typeOf(text) ?? '') ? `toFloat64(${text})` : text,
  );
  return `${name}${parameters === '' ? '' : `(${parameters})`}(${written.join(', ')})`;
}
