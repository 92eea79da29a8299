import {
  GraphQLBoolean,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLFieldConfigArgumentMap,
} from 'graphql';
import { MAX_BUCKETS, type Dataset } from '../../metrics/index.js';
import type { DatasetTypes } from './datasetTypes.js';
import { timeDimensions } from './servedMembers.js';

/** Arguments of `rows`, in a scope and in another row; `limit` is not the same in both. */
export function buildRowsArguments(types: DatasetTypes, dataset: Dataset): GraphQLFieldConfigArgumentMap {
  const having = types.having(dataset);
  return {
    ...(timeDimensions(dataset).length === 0
      ? {}
      : {
          fill: {
            type: GraphQLBoolean,
            defaultValue: false,
            description: `A row for every bucket of the range, for each group shown; wants a \`time\` with both ends and exactly one selected \`grain\`. At most ${MAX_BUCKETS} buckets.`,
          },
        }),
    ...(having === undefined ? {} : { having: { type: having, description: 'Which groups are shown.' } }),
    orderBy: {
      type: new GraphQLList(new GraphQLNonNull(types.orderBy(dataset))),
      description: 'First entry first; ties are broken by all group columns, so pages are stable.',
    },
    offset: { type: GraphQLInt, defaultValue: 0, description: 'Rows to leave out at the start.' },
    other: {
      type: GraphQLBoolean,
      defaultValue: false,
      description:
        'One more row, of the `kind` OTHER, for everything that is in no group shown; recomputed from the rows. `rows` inside it cut it further: for a line over time of each of the first groups and one of all others, show the time in rows inside.',
    },
  };
}
