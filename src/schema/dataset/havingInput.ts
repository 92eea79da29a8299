import { GraphQLInputObjectType, type GraphQLInputFieldConfigMap } from 'graphql';
import type { Dataset } from '../../metrics/index.js';
import { documented } from '../describe.js';
import { AliasFilter, filterFor } from '../inputs/filters.js';
import { typeName } from '../typeNames.js';
import type { DatasetTypes } from './datasetTypes.js';
import { servedMeasures } from './servedMembers.js';
import { logic } from './whereInput.js';

/** The filter tree over groups: measures and metrics, selected or not, and response keys of the view. */
export function buildHavingInput(_types: DatasetTypes, dataset: Dataset): GraphQLInputObjectType | undefined {
  const measures = servedMeasures(dataset);
  if (measures.length === 0) return undefined;
  const self: GraphQLInputObjectType = new GraphQLInputObjectType({
    name: typeName(dataset.name, 'Having'),
    description: `Which groups are shown. Members are AND-ed; a measure need not be selected.`,
    fields: () => {
      const fields: GraphQLInputFieldConfigMap = {};
      for (const measure of measures) {
        const type = filterFor(measure.type);
        if (type !== undefined) fields[measure.name] = { type, ...documented(measure) };
      }
      return {
        ...fields,
        ...logic(self),
        alias: { type: AliasFilter, description: 'A field of this view by its response key.' },
      };
    },
  });
  return self;
}
