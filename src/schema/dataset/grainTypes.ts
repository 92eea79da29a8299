import { GraphQLEnumType, type GraphQLEnumValueConfigMap, type GraphQLInputObjectType } from 'graphql';
import type { Dataset, Dimension } from '../../metrics/index.js';
import { ShiftInput, shiftInput } from '../inputs/calculationInputs.js';
import { GrainEnum, TimeUnitEnum } from '../inputs/enums.js';
import { screamingCase } from './screamingCase.js';
import { dimensionTypeName, typeName } from '../typeNames.js';
import { timeDimensions } from './servedMembers.js';

/** Grains that the catalog declares, beside those of the calendar. A dataset without any shares the types of all. */
export interface GrainTypes {
  /** What one time dimension can be cut by. */
  readonly ofDimension: (dimension: Dimension) => GraphQLEnumType;
  /** A shift goes back by units of any of them. */
  readonly shift: GraphQLInputObjectType;
  /** Periods that a number to date counts from the start of. */
  readonly period: GraphQLEnumType;
}

type Grains = NonNullable<Dimension['grains']>;

export function buildGrainTypes(dataset: Dataset): GrainTypes {
  const owners = timeDimensions(dataset).filter((dimension) => (dimension.grains?.size ?? 0) > 0);
  if (owners.length === 0) return { ofDimension: () => GrainEnum, shift: ShiftInput, period: GrainEnum };
  const enums = new Map(
    owners.map((dimension) => [
      dimension.name,
      withOwn(
        GrainEnum,
        dimensionTypeName(dataset.name, dimension.name, 'Grain'),
        dimension.grains as Grains,
      ),
    ]),
  );
  const all: Grains = new Map(owners.flatMap((dimension) => [...(dimension.grains as Grains)]));
  const period = withOwn(GrainEnum, typeName(dataset.name, 'Period'), all);
  const unit = withOwn(TimeUnitEnum, typeName(dataset.name, 'TimeUnit'), all);
  return {
    ofDimension: (dimension) => enums.get(dimension.name) ?? GrainEnum,
    period,
    shift: shiftInput(typeName(dataset.name, 'Shift'), { unit, period }),
  };
}

/** The values of a shared enum, and own names in its case: `halfYear` is asked as HALF_YEAR. */
function withOwn(shared: GraphQLEnumType, name: string, own: Grains): GraphQLEnumType {
  const values: GraphQLEnumValueConfigMap = {};
  for (const { name: value, description } of shared.getValues())
    values[value] = { description: description ?? undefined };
  for (const grain of own.values())
    values[screamingCase(grain.name)] = { value: grain.name, description: grain.description };
  return new GraphQLEnumType({ name, description: shared.description, values });
}
