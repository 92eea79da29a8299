import {
  getNullableType,
  GraphQLBoolean,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLEnumType,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  type GraphQLInputFieldConfigMap,
  type GraphQLScalarType,
} from 'graphql';
import { askableNames, DEFAULT_LIMIT, MAX_LIMIT, type Dataset } from '../../metrics/index.js';
import {
  CohortRuleEnum,
  FunnelAnchorEnum,
  FunnelBetweenEnum,
  FunnelTiesEnum,
  JourneyGrainEnum,
  RetentionModeEnum,
  SpanInput,
} from '../inputs/journeyInputs.js';
import type { RowSource, SchemaContext, ScopeSource } from '../ports.js';
import { typeName, type TypeEnding } from '../typeNames.js';
import { byKey } from './byKey.js';
import type { DatasetTypes } from './datasetTypes.js';
import { buildPresetEnum } from './enums.js';
import { FUNNEL_FIELDS, LIFECYCLE_FIELDS, RETENTION_FIELDS } from './journeyRows.js';
import { timeDimensions } from './servedMembers.js';

type Fields = GraphQLFieldConfigMap<ScopeSource, SchemaContext>;

const answerView = byKey<ScopeSource>((scope, key) => scope.view(key));

/** The views that follow an entity through time, of a dataset that has a time. */
export function journeyFields(types: DatasetTypes, dataset: Dataset): Fields {
  const dimension = types.dimension(dataset);
  if (dimension === undefined || timeDimensions(dataset).length === 0) return {};
  const filter = filterFields(types, dataset);
  const entity = {
    type: new GraphQLNonNull(dimension),
    description: 'Who is followed; rows without a value of it do not count.',
  };
  const grain = { type: new GraphQLNonNull(JourneyGrainEnum), description: 'Length of a period.' };
  const field = (
    ending: TypeEnding,
    fields: RowFields,
    more: { description: string; args: GraphQLFieldConfigArgumentMap },
  ): Fields[string] => ({
    type: new GraphQLList(new GraphQLNonNull(rowType(types, dataset, { ending, fields }))),
    description: more.description,
    args: { ...more.args, ...paging },
    resolve: answerView,
  });
  return {
    funnel: field('FunnelRow', FUNNEL_FIELDS, {
      description:
        'How many entities go through steps, in this order, each with the attempt that gets furthest. A row for every step of each `group`.',
      args: funnelNames(types, dataset, { entity, ...funnelArguments(dataset, filter) }),
    }),
    retention: field('RetentionRow', RETENTION_FIELDS, {
      description:
        'How many entities of a cohort come back, period by period. A row for every cohort, `group` and period.',
      args: orNamed(buildPresetEnum(dataset, 'retention'), {
        entity,
        grain,
        ...retentionArguments(dataset, filter),
      }),
    }),
    lifecycle: field('LifecycleRow', LIFECYCLE_FIELDS, {
      description:
        'Who is new, comes again, comes back or stays away, in each bucket of the time of the scope and each `group`.',
      args: { entity, grain },
    }),
  };
}

/** Names that websites gave are the caller's, so they are text; those of the catalog stay an enum that editors complete. */
function funnelNames(
  { catalog }: DatasetTypes,
  dataset: Dataset,
  args: GraphQLFieldConfigArgumentMap,
): GraphQLFieldConfigArgumentMap {
  const presets = buildPresetEnum(dataset, 'funnel');
  if (!askableNames(dataset, catalog.datasets).funnel) return orNamed(presets, args);
  const { name: preset, ...optional } = orNamed(presets ?? GraphQLString, args);
  return {
    name: {
      type: GraphQLString,
      description:
        'A funnel of the catalog, or one that websites gave this name (`viewer { websites { funnels { name } } }`); that of the catalog where both have it. Arguments beside it stand in the place of what it says.',
    },
    ...(presets === undefined || preset === undefined ? {} : { preset }),
    ...optional,
  };
}

/** Where a name can say everything, nothing else has to be said; what is given beside it is said instead. */
function orNamed(
  names: GraphQLEnumType | GraphQLScalarType | undefined,
  args: GraphQLFieldConfigArgumentMap,
): GraphQLFieldConfigArgumentMap {
  if (names === undefined) return args;
  const optional = Object.entries(args).map(
    ([key, { type, ...arg }]) => [key, { ...arg, type: getNullableType(type) }] as const,
  );
  return {
    name: {
      type: names,
      description: 'One of the catalog; arguments beside it stand in the place of what the catalog says.',
    },
    ...Object.fromEntries(optional),
  };
}

type RowFields = GraphQLFieldConfigMap<RowSource, SchemaContext>;

const paging: GraphQLFieldConfigArgumentMap = {
  limit: {
    type: GraphQLInt,
    defaultValue: DEFAULT_LIMIT,
    description: `Most groups, 0 to ${MAX_LIMIT}, each with all of its rows; a cohort is a group.`,
  },
  offset: { type: GraphQLInt, defaultValue: 0, description: 'Groups to leave out at the start.' },
};

/** What a breakdown selects is what it is broken down by, as in rows. */
function rowType(
  types: DatasetTypes,
  dataset: Dataset,
  { ending, fields }: { readonly ending: TypeEnding; readonly fields: RowFields },
): GraphQLObjectType<RowSource, SchemaContext> {
  return new GraphQLObjectType<RowSource, SchemaContext>({
    name: typeName(dataset.name, ending),
    fields: () => ({
      ...fields,
      group: {
        type: new GraphQLNonNull(types.record(dataset)),
        description:
          'Breaks the answer down by the dimensions you select here, as they are in the event that counts first.',
        resolve: byKey<RowSource>((row, key): RowSource => ({
          get: (inner) => row.get(`group.${key}.${inner}`),
        })),
      },
    }),
  });
}

function filterFields(types: DatasetTypes, dataset: Dataset): GraphQLInputFieldConfigMap {
  const where = types.where(dataset);
  const segment = types.segment(dataset);
  return {
    ...(where === undefined ? {} : { where: { type: where } }),
    ...(segment === undefined ? {} : { segments: { type: new GraphQLList(new GraphQLNonNull(segment)) } }),
  };
}

function funnelArguments(
  dataset: Dataset,
  filter: GraphQLInputFieldConfigMap,
): GraphQLFieldConfigArgumentMap {
  const step = new GraphQLInputObjectType({
    name: typeName(dataset.name, 'FunnelStep'),
    description: 'Events that fill a step; with its name alone, any event of the scope.',
    fields: { name: { type: new GraphQLNonNull(GraphQLString) }, ...filter },
  });
  return {
    steps: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(step))),
      description: 'Two or more, in order.',
    },
    window: {
      type: new GraphQLNonNull(SpanInput),
      description:
        'How long it may take; an event exactly one window later is too late. A day is 24 hours; months and longer are those of the calendar in UTC.',
    },
    anchor: { type: FunnelAnchorEnum, description: 'TOTAL without it.' },
    ties: { type: FunnelTiesEnum, description: 'ORDERED without it.' },
    sameEvent: { type: GraphQLBoolean, description: 'Whether one event may fill two steps.' },
    between: { type: FunnelBetweenEnum, description: 'ANYTHING without it.' },
  };
}

function retentionArguments(
  dataset: Dataset,
  filter: GraphQLInputFieldConfigMap,
): GraphQLFieldConfigArgumentMap {
  const events = new GraphQLInputObjectType({
    name: typeName(dataset.name, 'EventFilter'),
    description: 'Events that count; empty: any event of the scope.',
    fields: filter,
  });
  return {
    periods: { type: new GraphQLNonNull(GraphQLInt), description: 'The last period shown; the first is 0.' },
    cohort: { type: CohortRuleEnum, description: 'FIRST_EVER without it.' },
    mode: { type: RetentionModeEnum, description: 'EXACTLY without it.' },
    cohortEvent: { type: events, description: 'What puts an entity into a cohort.' },
    returnEvent: { type: events, description: 'What counts as coming back.' },
    overall: {
      type: GraphQLBoolean,
      description: 'One line for all cohorts: in each period those whose period is over.',
    },
  };
}
