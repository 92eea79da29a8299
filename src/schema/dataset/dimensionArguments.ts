import { GraphQLEnumType, type GraphQLFieldConfigArgumentMap } from 'graphql';
import type { Dataset, Dimension } from '../../metrics/index.js';
import { DatePartEnum, GrainEnum } from '../inputs/enums.js';
import { dimensionTypeName } from '../typeNames.js';
import type { DatasetTypes } from './datasetTypes.js';
import { screamingCase } from './screamingCase.js';
import { isTime } from './servedMembers.js';

export type DimensionArguments = (dimension: Dimension) => GraphQLFieldConfigArgumentMap;

/** Arguments of a dimension field; most have none, and most times the same. Rows and records show the same dimension, so each is made once. */
export function buildDimensionArguments(types: DatasetTypes, dataset: Dataset): DimensionArguments {
  const grains = types.grains(dataset);
  const made = new Map(
    [...dataset.dimensions.values()].map((dimension) => {
      const grain = isTime(dimension) ? grains.ofDimension(dimension) : undefined;
      const cuts = grain === undefined ? NONE : grain === GrainEnum ? CALENDAR : timeArguments(grain);
      return [
        dimension.name,
        dimension.choices === undefined ? cuts : { ...cuts, ...choiceArgument(dataset, dimension) },
      ];
    }),
  );
  return ({ name }) => made.get(name) ?? NONE;
}

const NONE: GraphQLFieldConfigArgumentMap = {};
const CALENDAR = timeArguments(GrainEnum);

function timeArguments(grain: GraphQLEnumType): GraphQLFieldConfigArgumentMap {
  return {
    grain: { type: grain, description: 'Truncate to buckets of this length.' },
    part: {
      type: DatePartEnum,
      description: 'Show a part as an integer instead. Not together with `grain`.',
    },
  };
}

function choiceArgument(
  dataset: Dataset,
  { name, choices = new Map() }: Dimension,
): GraphQLFieldConfigArgumentMap {
  const names = [...choices.keys()];
  return {
    choice: {
      description: `What to show; ${screamingCase(names[0] ?? '')} without it.`,
      type: new GraphQLEnumType({
        name: dimensionTypeName(dataset.name, name, 'Choice'),
        description: `What ${name} can show.`,
        values: Object.fromEntries(names.map((choice) => [screamingCase(choice), { value: choice }])),
      }),
    },
  };
}
