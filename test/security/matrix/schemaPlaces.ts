import { isEnumType, isInputObjectType, isObjectType, parse, validate, type GraphQLSchema } from 'graphql';
import type { DatasetSpec } from '../../../src/metrics/index.js';
import { membersOf, type Kind, type Sight } from './sight.js';

/** A name in the schema of a role, where it has to be exactly when the role sees it. */
export interface SchemaCase {
  readonly place: string;
  readonly field: string;
  readonly expected: boolean;
  readonly found: boolean;
}

/** Types that hold the names of each kind. */
const TYPES: Readonly<Record<Kind, readonly string[]>> = {
  dimension: ['Row', 'Record', 'Where', 'OrderBy', 'RecordOrderBy', 'Dimension'],
  measure: ['Totals', 'Row', 'Having', 'OrderBy'],
  metric: ['Totals', 'Row', 'Having', 'OrderBy'],
  segment: ['Segment'],
  relationship: ['Where'],
  preset: [],
};
/** Types by which a masked dimension is only shown. */
const SHOWING = ['Row', 'Record', 'OrderBy', 'RecordOrderBy', 'Dimension'];

export function* schemaCases(
  schema: GraphQLSchema,
  specs: readonly DatasetSpec[],
  sight: Sight,
): Generator<SchemaCase> {
  for (const spec of specs) {
    const { dataset } = spec;
    const roots = schema.getQueryType()?.getFields() ?? {};
    yield { place: 'root', field: dataset, expected: sight.dataset(dataset), found: dataset in roots };
    const capital = dataset.charAt(0).toUpperCase() + dataset.slice(1);
    yield* viewCases(schema, { spec, sight, scope: `${capital}Scope` });
    // Types that are there only for what shows single rows.
    const single = sight.singleRows(dataset);
    const gone = single ? [] : ['RecordOrderBy', ...(sight.isJoined(dataset) ? [] : ['Record'])];
    for (const { kind, name } of membersOf(spec)) {
      const visible = sight.sees(dataset, name);
      const masked = sight.isMasked(dataset, name);
      // A list can neither be compared nor ordered by.
      const isList = spec.measures?.[name]?.type === 'list';
      const types = TYPES[kind].filter((ending) => !isList || !['Having', 'OrderBy'].includes(ending));
      for (const ending of types)
        yield {
          place: `schema ${ending}`,
          field: `${dataset}.${name}`,
          expected: visible && !gone.includes(ending) && (!masked || SHOWING.includes(ending)),
          found: namesOf(schema, `${capital}${ending}`).includes(name),
        };
      const documents = documentsOf(dataset, kind, name).filter(([place]) => !isList || place !== 'having');
      for (const [place, document] of documents)
        yield {
          place: `document ${place}`,
          field: `${dataset}.${name}`,
          // One enum has the names for counts of rows and for lists of values; that these are refused is tried as a question.
          expected: visible && (!masked || ['rows', 'row count', 'values'].includes(place)),
          found: validate(schema, parse(document)).length === 0,
        };
    }
  }
}

const SINGLE = ['records', 'funnel', 'retention', 'lifecycle'];

/** Views of single rows and of single people through time are there where the role may see such. */
function* viewCases(
  schema: GraphQLSchema,
  { spec, sight, scope }: { readonly spec: DatasetSpec; readonly sight: Sight; readonly scope: string },
): Generator<SchemaCase> {
  const { dataset, dimensions = {} } = spec;
  if (!sight.dataset(dataset) || !Object.keys(dimensions).some((name) => sight.plain(dataset, name))) return;
  const timed = Object.entries(dimensions).some(
    ([name, { type }]) => (type === 'time' || type === 'date') && sight.plain(dataset, name),
  );
  for (const view of SINGLE.filter((name) => timed || name === 'records'))
    yield {
      place: 'schema Scope',
      field: `${dataset}.${view}`,
      expected: sight.singleRows(dataset),
      found: namesOf(schema, scope).includes(view),
    };
}

function namesOf(schema: GraphQLSchema, type: string): readonly string[] {
  const found = schema.getType(type);
  if (isObjectType(found) || isInputObjectType(found)) return Object.keys(found.getFields());
  return isEnumType(found) ? found.getValues().map(({ name }) => name) : [];
}

function documentsOf(dataset: string, kind: Kind, name: string): readonly (readonly [string, string])[] {
  switch (kind) {
    case 'dimension':
      return [
        ['rows', `{ ${dataset} { rows { key: ${name} } } }`],
        ['where', `{ ${dataset}(where: { not: { ${name}: { isNull: true } } }) { __typename } }`],
        ['values', `{ ${dataset} { values(of: ${name}) } }`],
        ['row count', `{ ${dataset} { rowCount(by: [${name}]) } }`],
      ];
    case 'measure':
    case 'metric':
      return [
        ['totals', `{ ${dataset} { totals { key: ${name} } } }`],
        ['having', `{ ${dataset} { rows(having: { or: [{ ${name}: { isNull: true } }] }) { __typename } } }`],
      ];
    case 'segment':
      return [['scope', `{ ${dataset}(segments: [${name}]) { __typename } }`]];
    case 'relationship':
    case 'preset':
      return [];
  }
}
