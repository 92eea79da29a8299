import type { Dataset, Measure, Metric, MetricFilter } from '../catalog/definitions.js';
import type { Expression } from '../catalog/expression.js';
import { eventsOf } from '../catalog/preset.js';
import type { RoleCatalog } from '../catalog/roleCatalog.js';
import { conditionsOf } from '../catalog/visibleNumbers.js';
import { dimensionsIn } from '../catalog/policies/dimensionsIn.js';
import { conditionsOfPolicy, relatedReads } from '../catalog/policies/relatedReads.js';

/** Names that a role's questions may read of each dataset, and by which member: `user_id` → `visitors`. A name may be no column (a part of one, a word of a lambda). */
export type ReadNames = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Of every dataset that the role sees: its visible members, the keys of its relationships, what its row filter compares, and what its minimum group size counts. */
export function namesRead(catalog: RoleCatalog): ReadNames {
  const read = new Map([...catalog.datasets.keys()].map((name) => [name, new Map<string, string>()]));
  for (const dataset of catalog.datasets.values()) {
    const add = (to: string, by: string, expressions: readonly Expression[]): void => {
      for (const name of expressions.flatMap(({ identifiers }) => [...identifiers]))
        if (read.get(to)?.has(name) === false) read.get(to)?.set(name, by);
    };
    for (const { by, expressions } of ownReads(dataset)) add(dataset.name, by, expressions);
    for (const { name, to, on, validity } of dataset.relationships.values()) {
      add(dataset.name, name, [
        ...on.map(({ from }) => from),
        ...(validity === undefined ? [] : [validity.at]),
      ]);
      const range = validity === undefined ? [] : [validity.from, ...(validity.to === undefined ? [] : [validity.to])]; // prettier-ignore
      add(to, name, [...on.map((pair) => pair.to), ...range]);
    }
    for (const column of dataset.added?.values() ?? []) {
      const to = dataset.relationships.get(column.relationship)?.to;
      if (column.kind === 'related' && to !== undefined) add(to, column.relationship, [column.sql]);
    }
    const defined = catalog.definitions.datasets.get(dataset.name);
    const policy = defined?.policies.get(catalog.role);
    if (defined === undefined || policy === undefined) continue;
    // Numbers about few are found by counting whose they are, whatever the role sees of that.
    add(dataset.name, 'the minimum group size', policy.minGroup?.of ?? []);
    for (const rows of conditionsOfPolicy(policy)) {
      add(dataset.name, 'the row filter', dimensionsIn(rows, defined));
      for (const { dataset: other, expressions } of relatedReads(rows, defined, catalog.definitions.datasets))
        add(other.name, `the row filter of ${dataset.name}`, expressions);
    }
  }
  return read;
}

interface Reads {
  readonly by: string;
  readonly expressions: readonly Expression[];
}

function ownReads(dataset: Dataset): readonly Reads[] {
  const { dimensions, measures, metrics, segments, primaryKey, presets, website } = dataset;
  return [
    ...[...dimensions.values()].map(({ name, sql, choices }) => ({
      by: name,
      expressions: [sql, ...[...(choices?.values() ?? [])].map((choice) => choice.sql)],
    })),
    ...[...measures.values()].map((measure) => ({ by: measure.name, expressions: ofMeasure(measure) })),
    ...[...segments.values()].map(({ name, sql }) => ({ by: name, expressions: [sql] })),
    ...[...metrics.values()].map((metric: Metric) => ({ by: metric.name, expressions: written(conditionsOf(metric)) })), // prettier-ignore
    ...[...(presets?.values() ?? [])].map((preset) => ({
      by: preset.name,
      expressions: written(eventsOf(preset).flatMap(({ where }) => (where === undefined ? [] : [where]))),
    })),
    { by: 'the primary key', expressions: primaryKey },
    {
      by: 'the settings of websites',
      expressions:
        website === undefined
          ? []
          : [website.id.sql, ...(website.bots === undefined ? [] : [website.bots.sql])],
    },
  ];
}

function ofMeasure({ aggregate, filter, rows }: Measure): readonly Expression[] {
  const inner = rows?.kind === 'stage' && typeof rows.of !== 'string' ? ofMeasure(rows.of) : [];
  return [...aggregate.args, ...(filter === undefined ? [] : [filter]), ...inner];
}

function written(conditions: readonly MetricFilter[]): readonly Expression[] {
  return conditions.flatMap((where) => ('where' in where ? [] : [where]));
}
