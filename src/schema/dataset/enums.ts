import { GraphQLEnumType } from 'graphql';
import { SHARED_TIME, type Dataset, type Preset } from '../../metrics/index.js';
import { documented } from '../describe.js';
import { typeName } from '../typeNames.js';
import type { DatasetTypes } from './datasetTypes.js';
import { dimensionNames } from './dimensionNames.js';
import { screamingCase } from './screamingCase.js';
import { isShared, presetsOf, servedRelationships, timeDimensions } from './servedMembers.js';

/** Dimensions by name; joined ones as `website_name`. The value is the compiler's dotted name. */
export function buildDimensionEnum(types: DatasetTypes, dataset: Dataset): GraphQLEnumType | undefined {
  const named = isShared(dataset) ? withoutTime(dataset) : dataset;
  if (named.dimensions.size === 0 && servedRelationships(types.catalog, dataset).length === 0)
    return undefined;
  return new GraphQLEnumType({
    name: typeName(dataset.name, 'Dimension'),
    description: `Dimensions of ${dataset.name}; those of what it joins as relationship_dimension.`,
    // A function: of hundreds of datasets few are asked for their names, and joined ones make many.
    values: () =>
      Object.fromEntries(
        dimensionNames(types.catalog, named).map(({ enumName, field, dimension }) => [
          enumName,
          { value: field, ...documented(dimension) },
        ]),
      ),
  });
}

/** Over several datasets the time is shown by grains only: it is a day in one of them and an instant in another. */
function withoutTime(dataset: Dataset): Dataset {
  const dimensions = [...dataset.dimensions].filter(([name]) => name !== SHARED_TIME);
  return { ...dataset, dimensions: new Map(dimensions) };
}

export function buildTimeDimensionEnum(_types: DatasetTypes, dataset: Dataset): GraphQLEnumType | undefined {
  const dimensions = timeDimensions(dataset);
  if (dimensions.length === 0) return undefined;
  return new GraphQLEnumType({
    name: typeName(dataset.name, 'TimeDimension'),
    description: `Dimensions of ${dataset.name} that \`time\` can restrict.`,
    values: Object.fromEntries(dimensions.map((dimension) => [dimension.name, documented(dimension)])),
  });
}

export function buildSegmentEnum(_types: DatasetTypes, dataset: Dataset): GraphQLEnumType | undefined {
  if (dataset.segments.size === 0) return undefined;
  return new GraphQLEnumType({
    name: typeName(dataset.name, 'Segment'),
    description: `Named filters of ${dataset.name}.`,
    values: Object.fromEntries(
      [...dataset.segments.values()].map((segment) => [segment.name, documented(segment)]),
    ),
  });
}

/** The funnels, or the retentions, that the catalog has a name for. */
export function buildPresetEnum(dataset: Dataset, kind: Preset['kind']): GraphQLEnumType | undefined {
  const presets = presetsOf(dataset).filter((preset) => preset.kind === kind);
  if (presets.length === 0) return undefined;
  return new GraphQLEnumType({
    name: typeName(dataset.name, kind === 'funnel' ? 'FunnelName' : 'RetentionName'),
    description: `Each ${kind} of ${dataset.name} that has a name.`,
    values: Object.fromEntries(
      presets.map((preset) => [screamingCase(preset.name), { value: preset.name, ...documented(preset) }]),
    ),
  });
}
