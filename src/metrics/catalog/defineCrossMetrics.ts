import type { SpecIssue } from './catalogSpec.js';
import type { CrossMetricSpec } from './metricSpec.js';
import type { Catalog, Dataset, Metric, MetricDefinition } from './definitions.js';
import { entriesOf, metadataOf } from './draft.js';
import { nameProblem, RESERVED_NAMES } from './names.js';
import { readMetric } from './readMetric.js';
import { SHARED_DATASET, sharedDataset } from './sharedDataset.js';
import { NumberTyping, type Typed } from './typeNumbers.js';
import { isNumber } from './valueTypeOf.js';

export type CrossMetricSpecs = Readonly<Record<string, CrossMetricSpec>>;

const KINDS = ['of', 'ratio', 'derived', 'cumulative', 'shift', 'level', 'rank'] as const;

/** Metrics that cross datasets, in the order they are written. Issues name no dataset: `metrics`. */
export function defineCrossMetrics(
  specs: CrossMetricSpecs,
  datasets: Catalog['datasets'],
): { readonly metrics: ReadonlyMap<string, Metric>; readonly issues: readonly SpecIssue[] } {
  const issues: SpecIssue[] = [];
  const report = (path: SpecIssue['path'], message: string): void =>
    void issues.push({ dataset: SHARED_DATASET, path, message });
  const shared = sharedDataset(datasets, new Map());
  const definitions = new Map<string, MetricDefinition>();
  for (const [name, spec] of entriesOf(specs)) {
    const problem = nameProblem(name, RESERVED_NAMES);
    if (problem !== undefined) report([name], problem);
    if (shared?.dimensions.has(name) === true || shared?.relationships.has(name) === true)
      report(
        [name],
        `"${name}" is what datasets call a dimension or relationship that they share: choose another name.`,
      );
    const definition = readCrossMetric(report, name, spec);
    if (definition !== undefined) definitions.set(name, definition);
  }
  const typing = new NumberTyping({
    definitions,
    // One member as it is is kept as a filtered one without a filter.
    report: ([name = '', ...rest], message) =>
      report([name, ...(rest[0] === 'filtered' ? rest.slice(1) : rest)], message),
    pathOf: (name) => [name],
    find: (name) => memberOf(datasets, name) ?? (Object.hasOwn(specs, name) ? 'broken' : undefined),
    candidates: () => [...Object.keys(specs), ...[...datasets.values()].flatMap(memberNames)],
  });
  const metrics = new Map<string, Metric>();
  for (const [name, definition] of definitions) {
    const typed = typing.number(name);
    if (typed === undefined) continue;
    const spec = specs[name] as CrossMetricSpec;
    if (spec.fill === 'zero' && !isNumber(typed.type))
      report([name, 'fill'], `"fill: zero" is for numbers; this metric is of type ${typed.type}.`);
    metrics.set(name, {
      ...metadataOf(spec),
      name,
      type: typed.type,
      definition,
      fill: spec.fill,
      spine: spec.spine,
    });
  }
  return { metrics, issues: [...issues, ...conflicts(datasets)] };
}

function readCrossMetric(
  report: (path: SpecIssue['path'], message: string) => void,
  name: string,
  { of, ...spec }: CrossMetricSpec,
): MetricDefinition | undefined {
  const kinds = KINDS.filter((kind) => (kind === 'of' ? of : spec[kind]) !== undefined);
  if (kinds.length !== 1) {
    report(
      [name],
      `A metric over datasets has exactly one of ${KINDS.join(', ')}; this one has ${kinds.length === 0 ? 'none' : kinds.join(' and ')}.`,
    );
    return undefined;
  }
  if (of !== undefined) return { kind: 'filtered', of };
  return readMetric(
    { report, root: [], dataset: SHARED_DATASET, grains: [], expression: undefined },
    name,
    spec,
  );
}

/** `dataset.member`. */
function memberOf(datasets: Catalog['datasets'], name: string): Typed | undefined {
  const [dataset = '', member = '', ...more] = name.split('.');
  const found = datasets.get(dataset);
  return more.length > 0 ? undefined : (found?.measures.get(member) ?? found?.metrics.get(member));
}

function memberNames({ name, measures, metrics }: Dataset): readonly string[] {
  return [...measures.keys(), ...metrics.keys()].map((member) => `${name}.${member}`);
}

/** Dimensions that say they are the same and cannot be. */
function conflicts(datasets: Catalog['datasets']): readonly SpecIssue[] {
  const known = new Map<string, { readonly type: string; readonly dataset: string }>();
  return [...datasets.values()].flatMap(({ name: dataset, dimensions }) => {
    const own = new Map<string, string>();
    return [...dimensions.values()].flatMap(({ name, conforms, type }): readonly SpecIssue[] => {
      if (conforms === undefined || conforms === 'date') return [];
      const path = ['dimensions', name, 'conforms'];
      const other = known.get(conforms);
      const twin = own.get(conforms);
      own.set(conforms, name);
      if (other === undefined) known.set(conforms, { type, dataset });
      if (other !== undefined && other.type !== type)
        return [
          {
            dataset,
            path,
            message: `"${conforms}" is of type ${other.type} in "${other.dataset}" and of type ${type} here: shared dimensions have one type.`,
          },
        ];
      if (twin !== undefined)
        return [
          {
            dataset,
            path,
            message: `"${twin}" conforms to "${conforms}" already: one dimension of a dataset is the shared one.`,
          },
        ];
      return [];
    });
  });
}
