import { GraphQLInputObjectType, type GraphQLInputFieldConfigMap } from 'graphql';
import type { Dataset } from '../../metrics/index.js';
import { documented } from '../describe.js';
import { AliasFilter, filterFor } from '../inputs/filters.js';
import { typeName } from '../typeNames.js';
import type { DatasetTypes } from './datasetTypes.js';
import { isShared, servedMeasures } from './servedMembers.js';
import { logic } from './whereInput.js';

/** The filter tree over groups: measures and metrics, selected or not, and response keys of the view. */
export function buildHavingInput(_types: DatasetTypes, dataset: Dataset): GraphQLInputObjectType | undefined {
  const alias = {
    type: AliasFilter,
    description: 'A field of this view by its response key.',
  };
  return measuresInput(dataset, {
    name: typeName(dataset.name, 'Having'),
    description: `Which groups are shown. Members are AND-ed; a measure need not be selected.`,
    more: { alias },
  });
}

/** The same over the rows behind a relationship, which have no response keys. */
export function buildRelatedHavingInput(
  _types: DatasetTypes,
  dataset: Dataset,
): GraphQLInputObjectType | undefined {
  return measuresInput(dataset, {
    name: typeName(dataset.name, 'RelatedHaving'),
    description: `Conditions on measures of the rows of ${dataset.name} that belong to a row. Members are AND-ed.`,
    more: {},
  });
}

function measuresInput(
  dataset: Dataset,
  { name, description, more }: { name: string; description: string; more: GraphQLInputFieldConfigMap },
): GraphQLInputObjectType | undefined {
  const measures = servedMeasures(dataset);
  // Numbers of single datasets are compared by the names that they are shown by.
  if (measures.length === 0 && !isShared(dataset)) return undefined;
  const self: GraphQLInputObjectType = new GraphQLInputObjectType({
    name,
    description,
    fields: () => {
      const fields: GraphQLInputFieldConfigMap = {};
      for (const measure of measures) {
        const type = filterFor(measure.type);
        if (type !== undefined) fields[measure.name] = { type, ...documented(measure) };
      }
      return { ...fields, ...logic(self), ...more };
    },
  });
  return self;
}
