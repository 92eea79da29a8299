import type {
  GraphQLEnumType,
  GraphQLFieldConfigArgumentMap,
  GraphQLInputObjectType,
  GraphQLObjectType,
} from 'graphql';
import type { Dataset, RoleCatalog } from '../../metrics/index.js';
import { buildDimensionEnum, buildSegmentEnum, buildTimeDimensionEnum } from './enums.js';
import { buildDimensionArguments, type DimensionArguments } from './dimensionArguments.js';
import { buildGrainTypes, type GrainTypes } from './grainTypes.js';
import { buildHavingInput, buildRelatedHavingInput } from './havingInput.js';
import { buildMeasureArguments, type MeasureArguments } from './measureArguments.js';
import { buildMeasuresType } from './measuresType.js';
import { buildDatasetsType, buildNumbersType } from './numbersTypes.js';
import { buildOrderByInput, buildRecordOrderByInput, buildRelatedOrderByInput } from './orderByInput.js';
import { buildRecordType } from './recordType.js';
import { buildRowType } from './rowType.js';
import { buildRowsArguments } from './rowsArguments.js';
import { buildScopeType } from './scopeType.js';
import { buildTotalsType } from './totalsType.js';
import { buildRelatedInput, buildWhereInput } from './whereInput.js';

/** The generated types of a role's datasets. Each is made once, when it is first asked for: relationships make circles. */
export interface DatasetTypes {
  readonly catalog: RoleCatalog;
  readonly scope: (dataset: Dataset) => GraphQLObjectType;
  /** Undefined when the role sees no measure. */
  readonly totals: (dataset: Dataset) => GraphQLObjectType | undefined;
  /** Its measures beside those of a dataset whose rows have many of its rows. */
  readonly measures: (dataset: Dataset) => GraphQLObjectType;
  /** The same beside those of all datasets. */
  readonly numbers: (dataset: Dataset) => GraphQLObjectType;
  /** Over several datasets: each of them that has numbers. */
  readonly datasets: (dataset: Dataset) => GraphQLObjectType;
  readonly row: (dataset: Dataset) => GraphQLObjectType;
  readonly record: (dataset: Dataset) => GraphQLObjectType;
  /** Undefined when there is nothing to compare. */
  readonly where: (dataset: Dataset) => GraphQLInputObjectType | undefined;
  /** What `where` says through a relationship to many rows of the dataset. */
  readonly related: (dataset: Dataset) => GraphQLInputObjectType;
  readonly relatedHaving: (dataset: Dataset) => GraphQLInputObjectType | undefined;
  readonly having: (dataset: Dataset) => GraphQLInputObjectType | undefined;
  readonly orderBy: (dataset: Dataset) => GraphQLInputObjectType;
  readonly recordOrderBy: (dataset: Dataset) => GraphQLInputObjectType;
  readonly relatedOrderBy: (dataset: Dataset) => GraphQLInputObjectType;
  readonly dimension: (dataset: Dataset) => GraphQLEnumType | undefined;
  readonly timeDimension: (dataset: Dataset) => GraphQLEnumType | undefined;
  readonly segment: (dataset: Dataset) => GraphQLEnumType | undefined;
  readonly dimensionArguments: (dataset: Dataset) => DimensionArguments;
  readonly grains: (dataset: Dataset) => GrainTypes;
  readonly rowsArguments: (dataset: Dataset) => GraphQLFieldConfigArgumentMap;
  readonly measureArguments: (dataset: Dataset) => MeasureArguments;
}

export function createDatasetTypes(catalog: RoleCatalog, viewInfo: GraphQLObjectType): DatasetTypes {
  const once = <Made>(
    build: (types: DatasetTypes, dataset: Dataset) => Made,
  ): ((dataset: Dataset) => Made) => {
    const made = new Map<string, Made>();
    return (dataset) => {
      if (!made.has(dataset.name)) made.set(dataset.name, build(types, dataset));
      return made.get(dataset.name) as Made;
    };
  };
  const types: DatasetTypes = {
    catalog,
    scope: once((all, dataset) => buildScopeType(all, dataset, viewInfo)),
    totals: once(buildTotalsType),
    measures: once(buildMeasuresType),
    numbers: once(buildNumbersType),
    datasets: once(buildDatasetsType),
    row: once(buildRowType),
    record: once(buildRecordType),
    where: once(buildWhereInput),
    related: once(buildRelatedInput),
    relatedHaving: once(buildRelatedHavingInput),
    having: once(buildHavingInput),
    orderBy: once(buildOrderByInput),
    recordOrderBy: once(buildRecordOrderByInput),
    relatedOrderBy: once(buildRelatedOrderByInput),
    dimension: once(buildDimensionEnum),
    timeDimension: once(buildTimeDimensionEnum),
    segment: once(buildSegmentEnum),
    dimensionArguments: once(buildDimensionArguments),
    grains: once((_all, dataset) => buildGrainTypes(dataset)),
    rowsArguments: once(buildRowsArguments),
    measureArguments: once(buildMeasureArguments),
  };
  return types;
}
