import { GraphQLList, GraphQLNonNull, type GraphQLFieldConfigArgumentMap } from 'graphql';
import type { Dataset, ValueType } from '../../metrics/index.js';
import { CalculationEnum, ShareOfEnum, WindowInput } from '../inputs/calculationInputs.js';
import type { DatasetTypes } from './datasetTypes.js';
import { timeDimensions } from './servedMembers.js';

/** Arguments of the measure fields of a dataset, made once and given to each of them. */
export interface MeasureArguments {
  readonly of: (type: ValueType) => GraphQLFieldConfigArgumentMap;
  /** Beside the measures of another dataset: which rows count, and nothing else. */
  readonly behind: GraphQLFieldConfigArgumentMap;
}

const NUMERIC: ReadonlySet<ValueType> = new Set(['integer', 'decimal', 'float']);

// Their types say what they are: repeated at every measure, that would be most of the schema.
const calculations: GraphQLFieldConfigArgumentMap = {
  as: { type: CalculationEnum },
  of: { type: ShareOfEnum },
};

export function buildMeasureArguments(types: DatasetTypes, dataset: Dataset): MeasureArguments {
  const behind = rowArguments(types, dataset);
  const any = { ...behind, ...timeArguments(types, dataset) };
  const numeric = { ...any, ...calculations };
  return { of: (type) => (NUMERIC.has(type) ? numeric : any), behind };
}

function rowArguments(types: DatasetTypes, dataset: Dataset): GraphQLFieldConfigArgumentMap {
  const where = types.where(dataset);
  const segment = types.segment(dataset);
  return {
    ...(where === undefined
      ? {}
      : { where: { type: where, description: 'Rows that count, on top of the filter of the scope.' } }),
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

function timeArguments(types: DatasetTypes, dataset: Dataset): GraphQLFieldConfigArgumentMap {
  if (timeDimensions(dataset).length === 0) return {};
  const { shift, period } = types.grains(dataset);
  return {
    shift: { type: shift },
    window: { type: WindowInput },
    toDate: { type: period, description: 'From the start of this period to the end of each bucket.' },
  };
}
