import {
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLFieldConfigMap,
} from 'graphql';
import { askableNames, DEFAULT_LIMIT, MAX_LIMIT, type Dataset } from '../../metrics/index.js';
import type { ScopeSource, SchemaContext } from '../ports.js';
import { Int64 } from '../scalars/int64.js';
import { typeName } from '../typeNames.js';
import { byKey } from './byKey.js';
import type { DatasetTypes } from './datasetTypes.js';
import { journeyFields } from './journeyFields.js';
import { isShared, showsSingleRows } from './servedMembers.js';

type Fields = GraphQLFieldConfigMap<ScopeSource, SchemaContext>;

/** Values a filter box shows when it names no limit. */
const DEFAULT_VALUES = 100;

const answerView = byKey<ScopeSource>((scope, key) => scope.view(key));

/** The views of a dataset. All are nullable: one that fails leaves the others standing. */
export function buildScopeType(
  types: DatasetTypes,
  dataset: Dataset,
  viewInfo: GraphQLObjectType,
): GraphQLObjectType<ScopeSource, SchemaContext> {
  const hasRows = !isShared(dataset) && showsSingleRows(types.catalog, dataset);
  return new GraphQLObjectType<ScopeSource, SchemaContext>({
    name: typeName(dataset.name, 'Scope'),
    description: `Views of ${dataset.name} over the rows that the arguments of the scope keep. Each view is one statement.`,
    fields: () => ({
      ...totalsField(types, dataset),
      rows: {
        type: new GraphQLList(new GraphQLNonNull(types.row(dataset))),
        description:
          'The selected measures by the selected dimensions. Only dimensions: their distinct values. Only measures: one row. Without `orderBy`: the time dimension ascending, else the first measure descending.',
        args: {
          ...types.rowsArguments(dataset),
          limit: {
            type: GraphQLInt,
            defaultValue: DEFAULT_LIMIT,
            description: `Most rows, 0 to ${MAX_LIMIT}.`,
          },
        },
        resolve: answerView,
      },
      ...(hasRows ? recordsField(types, dataset) : {}),
      ...dimensionViews(types, dataset),
      ...(hasRows ? journeyFields(types, dataset) : {}),
      info: {
        type: new GraphQLList(new GraphQLNonNull(viewInfo)),
        description: 'How each other view of this scope was answered, in the order they are asked.',
        resolve: answerView,
      },
    }),
  });
}

function totalsField(types: DatasetTypes, dataset: Dataset): Fields {
  const type = types.totals(dataset);
  if (type === undefined) return {};
  return {
    totals: {
      type,
      description: 'Measures over all rows of the scope; the having and limit of other views do not matter.',
      resolve: answerView,
    },
  };
}

function recordsField(types: DatasetTypes, dataset: Dataset): Fields {
  if (types.dimension(dataset) === undefined) return {};
  return {
    records: {
      type: new GraphQLList(new GraphQLNonNull(types.record(dataset))),
      description:
        'The rows themselves, never grouped. Without `orderBy` by time; then by everything that is shown.',
      args: {
        orderBy: { type: new GraphQLList(new GraphQLNonNull(types.recordOrderBy(dataset))) },
        limit: {
          type: GraphQLInt,
          defaultValue: DEFAULT_LIMIT,
          description: `Most rows, 0 to ${MAX_LIMIT}.`,
        },
        offset: { type: GraphQLInt, defaultValue: 0, description: 'Rows to leave out at the start.' },
      },
      resolve: answerView,
    },
  };
}

function dimensionViews(types: DatasetTypes, dataset: Dataset): Fields {
  const dimension = types.dimension(dataset);
  if (dimension === undefined) return {};
  const hasNames = askableNames(dataset, types.catalog.datasets).custom;
  const many = new GraphQLList(new GraphQLNonNull(dimension));
  return {
    rowCount: {
      type: Int64,
      description:
        'How many distinct groups these dimensions make: the length of `rows` by them, without a limit.',
      args: hasNames
        ? {
            by: { type: many },
            custom: {
              type: new GraphQLList(new GraphQLNonNull(GraphQLString)),
              description: 'Custom dimensions by the names that websites gave them, besides `by` or alone.',
            },
          }
        : { by: { type: new GraphQLNonNull(many) } },
      resolve: answerView,
    },
    values: {
      type: new GraphQLList(GraphQLString),
      description: 'Distinct values of a dimension as text, in order, for filter boxes.',
      args: {
        ...(hasNames
          ? {
              of: { type: dimension },
              custom: {
                type: GraphQLString,
                description: 'A custom dimension by the name that websites gave it, instead of `of`.',
              },
            }
          : { of: { type: new GraphQLNonNull(dimension) } }),
        search: { type: GraphQLString, description: 'Only values that contain this text; ignores case.' },
        limit: {
          type: GraphQLInt,
          defaultValue: DEFAULT_VALUES,
          description: `Most values, 0 to ${MAX_LIMIT}.`,
        },
      },
      resolve: answerView,
    },
  };
}
