import {
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
} from 'graphql';
import { InvariantError } from '../../errors.js';
import type { Dataset } from '../../metrics/index.js';
import { documented } from '../describe.js';
import { TimeInput } from '../inputs/timeInput.js';
import type { SchemaContext } from '../ports.js';
import { byKey } from './byKey.js';
import type { DatasetTypes } from './datasetTypes.js';
import { isShared, timeDimensions } from './servedMembers.js';

/** The root field of a dataset; its arguments say which rows, its views what to show of them. */
export function scopeField(
  types: DatasetTypes,
  dataset: Dataset,
): GraphQLFieldConfig<unknown, SchemaContext> {
  return {
    type: types.scope(dataset),
    args: scopeArguments(types, dataset),
    resolve: byKey((_root, key, { answers }) => {
      if (answers === undefined)
        throw new InvariantError('The operation was executed before it was planned.');
      return answers.scope(key);
    }),
    ...documented(dataset),
  };
}

function scopeArguments(types: DatasetTypes, dataset: Dataset): GraphQLFieldConfigArgumentMap {
  const times = timeDimensions(dataset);
  const chosen = types.timeDimension(dataset);
  const where = types.where(dataset);
  const segment = types.segment(dataset);
  const ownZone = dataset.timezone ?? 'UTC';
  return {
    ...(times.length === 0
      ? {}
      : { time: { type: TimeInput, description: 'Which time the rows are from; all without it.' } }),
    ...(chosen === undefined || isShared(dataset) || (times.length === 1 && dataset.time !== undefined)
      ? {}
      : {
          timeDimension: {
            type: chosen,
            description:
              dataset.time === undefined
                ? 'Which dimension `time` restricts; needed with it.'
                : `Which dimension \`time\` restricts; \`${dataset.time}\` without it.`,
          },
        }),
    timezone: {
      type: GraphQLString,
      description: `IANA name of the zone of days, hours and ranges; ${dataset.website === undefined ? '' : 'that of its websites, else '}${ownZone} without it.`,
    },
    ...(where === undefined ? {} : { where: { type: where, description: 'Which rows count.' } }),
    ...(segment === undefined
      ? {}
      : {
          segments: {
            type: new GraphQLList(new GraphQLNonNull(segment)),
            description: 'Named filters, all of which must hold.',
          },
        }),
  };
}
