import {
  GraphQLBoolean,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLFieldConfig,
} from 'graphql';
import type { Dataset } from '../../metrics/index.js';
import { RowKindEnum } from '../inputs/enums.js';
import type { GroupSource, SchemaContext } from '../ports.js';
import { typeName } from '../typeNames.js';
import { byKey } from './byKey.js';
import type { DatasetTypes } from './datasetTypes.js';
import { behindFields, dimensionFields, measureFields, relationshipFields } from './memberFields.js';
import { datasetsField } from './numbersTypes.js';

/** A group: the selected dimensions make it, the selected measures tell of it. */
export function buildRowType(
  types: DatasetTypes,
  dataset: Dataset,
): GraphQLObjectType<GroupSource, SchemaContext> {
  const self: GraphQLObjectType<GroupSource, SchemaContext> = new GraphQLObjectType<
    GroupSource,
    SchemaContext
  >({
    name: typeName(dataset.name, 'Row'),
    description: `One group of ${dataset.name}: the dimensions you select are what it is grouped by.`,
    fields: () => ({
      ...dimensionFields(types, dataset),
      ...measureFields(types, dataset),
      ...relationshipFields(types, dataset),
      ...behindFields(types, dataset),
      ...datasetsField(types, dataset),
      partial,
      kind,
      rows: {
        type: new GraphQLList(new GraphQLNonNull(self)),
        description:
          'The groups inside this one: the same rows, cut further by the dimensions selected here. `orderBy`, `having`, `limit` and `other` are applied in each group.',
        args: { ...types.rowsArguments(dataset), limit: nestedLimit },
        resolve: byKey((row, key) => row.nested(key)),
      },
    }),
  });
  return self;
}

type Field = GraphQLFieldConfig<GroupSource, SchemaContext>;

const kind: Field = {
  type: new GraphQLNonNull(RowKindEnum),
  description: 'OTHER for the row that `other` adds.',
  resolve: (row) => row.kind,
};

const partial: Field = {
  type: GraphQLBoolean,
  description:
    'Whether the bucket of time is cut by the range or not over yet. Null where no `grain` is selected.',
  resolve: (row) => row.partial,
};

const nestedLimit = {
  type: GraphQLInt,
  description:
    'Most rows in each group. Together with the limits outside at most 100000; without one 1000, or what the limits outside leave.',
};
