import type { DatasetSpec, SpecIssue, TypeReport } from './catalogSpec.js';
import { addedCircles } from './addedColumns.js';
import { checkRollups } from './checkRollups.js';
import { closestNames, didYouMean } from './closestNames.js';
import { defineCrossMetrics, type CrossMetricSpecs } from './defineCrossMetrics.js';
import { defineDimensions } from './defineDimensions.js';
import { checkCalendars } from './defineGrains.js';
import { defineMeasures } from './defineMeasures.js';
import { defineMetrics } from './defineMetrics.js';
import { definePresets } from './definePresets.js';
import { definePolicies } from './policies/definePolicies.js';
import { defineRelationships, type OtherSides } from './defineRelationships.js';
import { defineSource } from './defineSource.js';
import { defineWebsite } from './defineWebsite.js';
import type { Catalog, Dataset, Dimension, Measure, Segment } from './definitions.js';
import { entriesOf, metadataOf, readExpression, readKey, unknownName, type Draft } from './draft.js';
import { nameProblem, RESERVED_DATASETS, RESERVED_NAMES } from './names.js';
import { referencesOf, type References } from './references.js';
import { typeMeasureDimensions } from './typeMeasureDimensions.js';
import { canonicalTimezone, timezoneNames } from './timezone.js';

/**
 * Checks specifications and makes definitions of them. Every issue comes back at once. The catalog may only be used when there are none: what was
 * wrong is missing from it.
 */
export function defineCatalog(
  specs: readonly DatasetSpec[],
  types?: TypeReport,
  crossMetrics: CrossMetricSpecs = {},
): { readonly catalog: Catalog; readonly issues: readonly SpecIssue[] } {
  const issues: SpecIssue[] = [];
  const all = referencesOf(new Map(specs.map((spec) => [spec.dataset, spec])));
  const parts = new Map<string, Part>();
  for (const spec of specs) {
    const draft: Draft = {
      spec,
      types,
      report: (path, message) => void issues.push({ dataset: spec.dataset, path, message }),
    };
    const problem = nameProblem(spec.dataset, RESERVED_DATASETS);
    if (problem !== undefined) draft.report(['dataset'], problem);
    if (parts.has(spec.dataset)) draft.report(['dataset'], `There are two datasets "${spec.dataset}".`);
    else {
      const { own, any, added } = all.get(spec.dataset) as References;
      parts.set(spec.dataset, { draft, spec, dimensions: defineDimensions(draft, any), references: own, any, added }); // prettier-ignore
    }
  }
  const measured = new Map(
    [...parts].map(([name, part]) => [
      name,
      {
        ...part,
        measures: defineMeasures(part.draft, { dimensions: part.dimensions, references: part.any }),
      },
    ]),
  );
  const datasets = new Map<string, Dataset>();
  for (const [name, part] of measured) datasets.set(name, defineDataset(part, measured));
  for (const { dataset, column } of addedCircles(datasets)) {
    const [, member = ''] = column.split(':');
    const message = `The value leads back to itself through other datasets (${column.slice(1).replaceAll(':', '.')}).`;
    parts.get(dataset)?.draft.report(['dimensions', member], message);
  }
  const typed = typeMeasureDimensions(datasets, { types, specs });
  const secured = withPolicies(typed, parts);
  const cross = defineCrossMetrics(crossMetrics, secured);
  return {
    catalog: { datasets: secured, metrics: cross.metrics, timezones: types?.timezones },
    issues: [...issues, ...cross.issues],
  };
}

/** A dataset whose dimensions are known. `references` are those that keys may read, `any` reads related rows too. */
interface Part {
  readonly draft: Draft;
  readonly spec: DatasetSpec;
  readonly dimensions: ReadonlyMap<string, Dimension>;
  readonly references: References['own'];
  readonly any: References['any'];
  readonly added: References['added'];
}

interface MeasuredPart extends Part {
  readonly measures: ReadonlyMap<string, Measure>;
}

function defineDataset(
  { draft, dimensions, measures: rowMeasures, references: keys, any: references, added }: MeasuredPart,
  others: OtherSides & ReadonlyMap<string, MeasuredPart>,
): Dataset {
  const { spec, report } = draft;
  checkNames(draft);
  checkCalendars(draft, dimensions, others);
  const { measures, metrics } = defineMetrics(draft, { measures: rowMeasures, references, events: others });
  const presets = definePresets(draft, references);
  const relationships = defineRelationships(draft, others);
  const segments = defineSegments(draft, references);
  const time = spec.time === undefined ? undefined : readTime(draft, spec.time, dimensions);
  if (spec.timezone !== undefined && canonicalTimezone(spec.timezone) === undefined) {
    report(
      ['timezone'],
      `"${spec.timezone}" is not a time zone.${didYouMean(closestNames(spec.timezone, timezoneNames()))}`,
    );
  }
  const primaryKey = (spec.primaryKey ?? []).flatMap(
    (text, index) => readKey(draft, { path: ['primaryKey', index], text }, keys) ?? [],
  );
  if (spec.entity !== undefined && !Object.hasOwn(spec.dimensions ?? {}, spec.entity))
    report(['entity'], unknownName('dimension', spec.entity, dimensions.keys()));
  return {
    ...metadataOf(spec),
    name: spec.dataset,
    source: defineSource(draft),
    primaryKey,
    time,
    timezone: spec.timezone === undefined ? undefined : canonicalTimezone(spec.timezone),
    weekStart: spec.weekStart ?? 'monday',
    dimensions,
    added: added.size === 0 ? undefined : added,
    measures,
    metrics,
    presets: presets.size === 0 ? undefined : presets,
    segments,
    relationships,
    // They may name what other datasets have, so they are read once all are defined.
    policies: new Map(),
    website: defineWebsite(draft, { dimensions, measures, references }),
    rollups: checkRollups(draft, { dimensions, measures }),
  };
}

function withPolicies(
  datasets: ReadonlyMap<string, Dataset>,
  parts: ReadonlyMap<string, Part>,
): ReadonlyMap<string, Dataset> {
  return new Map(
    [...datasets].map(([name, dataset]) => {
      const { draft } = parts.get(name) as Part;
      // Declared names, not those that survived: a broken member has its own report.
      const lists = MEMBER_LISTS.concat('segments');
      const members = new Set(lists.flatMap((list) => Object.keys(draft.spec[list] ?? {})));
      return [name, { ...dataset, policies: definePolicies(draft, { dataset, datasets, members }) }];
    }),
  );
}

type MemberList = 'dimensions' | 'measures' | 'metrics' | 'relationships' | 'segments';

/** Members that are fields of one GraphQL type and so share their names. Segments are arguments and have names of their own. */
const MEMBER_LISTS: MemberList[] = ['dimensions', 'measures', 'metrics', 'relationships'];

function checkNames({ spec, report }: Draft): void {
  const taken = new Map<string, string>();
  for (const list of MEMBER_LISTS) {
    for (const name of Object.keys(spec[list] ?? {})) {
      const problem = nameProblem(name, RESERVED_NAMES);
      if (problem !== undefined) report([list, name], problem);
      const other = taken.get(name);
      if (other !== undefined)
        report([list, name], `"${name}" is already one of the ${other}: names are unique in a dataset.`);
      taken.set(name, list);
    }
  }
  for (const name of Object.keys(spec.segments ?? {})) {
    const problem = nameProblem(name, RESERVED_NAMES);
    if (problem !== undefined) report(['segments', name], problem);
  }
}

function defineSegments(draft: Draft, references: References['any']): ReadonlyMap<string, Segment> {
  const segments = new Map<string, Segment>();
  for (const [name, spec] of entriesOf(draft.spec.segments)) {
    const sql = readExpression(draft, { path: ['segments', name, 'sql'], text: spec.sql }, references);
    if (sql !== undefined) segments.set(name, { ...metadataOf(spec), name, sql });
  }
  return segments;
}

function readTime(
  { spec, report }: Draft,
  name: string,
  dimensions: ReadonlyMap<string, Dimension>,
): string | undefined {
  const dimension = dimensions.get(name);
  if (dimension === undefined) {
    // A dimension that is declared but broken has its own report.
    if (!Object.hasOwn(spec.dimensions ?? {}, name))
      report(['time'], unknownName('dimension', name, dimensions.keys()));
    return undefined;
  }
  if (dimension.type === 'time' || dimension.type === 'date') return name;
  report(
    ['time'],
    `"${name}" is of type ${dimension.type}; the default time dimension has to be of type time or date.`,
  );
  return undefined;
}
