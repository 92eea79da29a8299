import { catalogFor, isJoinable, type Dataset, type RoleCatalog } from '../../src/metrics/index.js';
import { createRequestContext, executeDocument, type MetadataReader } from '../../src/resolvers/index.js';
import { buildRoleSchema, presetsOf } from '../../src/schema/index.js';
import { NOW, oneThread, type Interview } from './answers.js';
import { masking } from '../support/masking.js';
import { openOf } from './openOf.js';
import { sharedDocument } from './sharedQuestions.js';

/** Ends after every row, so that numbers of the time before an end can be asked. */
const TIME = '(time: { range: { from: "2029-01-01", to: "2031-01-01" } })';

/** A GraphQL document with every view of a dataset and every field that it offers, two relationships deep. */
function documentOf(catalog: RoleCatalog, dataset: Dataset): string {
  const dimensions = [...dataset.dimensions.keys()];
  const metrics = [...dataset.metrics.values()];
  const measures = [...dataset.measures.keys(), ...metrics.map(({ name }) => name)];
  const [first = '__typename'] = dimensions;
  const open = openOf(dataset)[0]?.name;
  // Records show instants; a number of a time before each of them would be a row for every second.
  const groups = [...dataset.dimensions.values()].flatMap(({ name, type }) =>
    type === 'time' ? [] : [name],
  );
  const times = [...dataset.dimensions.values()].filter(({ type }) => type === 'time' || type === 'date');
  return `{ ${dataset.name}${times.length === 0 || dataset.time === undefined ? '' : TIME} {
    ${measures.length === 0 ? '' : `totals { ${measures.join(' ')} }`}
    rows { ${[...groups, ...measures].join(' ')} }
    joined: rows(limit: 50) { ${first} ${joined(catalog, dataset, 2)} }
    ${numbersBehind(catalog, dataset)}
    ${isGuarded(catalog, dataset) ? '' : `records(limit: 50) { ${dimensions.join(' ')} } ${overTime(dataset)}`}
    ${amongGroups(dataset)}
    rowCount(by: [${dimensions.join(' ')}])
    ${open === undefined ? '' : `values(of: ${open})`}
    info { view rows }
  }
  ${behind(catalog, dataset)} }`;
}

/** Single rows, journeys and windows over time are not asked where numbers about few are withheld. */
function isGuarded({ role }: RoleCatalog, { policies }: Dataset): boolean {
  return policies.get(role)?.minGroup !== undefined;
}

/** A number of its own rows: what is made of it reads the same rows in other places. */
function plainMeasure({ measures }: Dataset): string | undefined {
  return [...measures.values()].find(
    ({ type, rows }) => (type === 'integer' || type === 'decimal') && rows === undefined,
  )?.name;
}

function overTime(dataset: Dataset): string {
  const measure = plainMeasure(dataset);
  const { time } = dataset;
  const entity = openOf(dataset).find(({ type }) => type === 'string')?.name;
  if (time === undefined) return '';
  const numbers =
    measure === undefined
      ? ''
      : `trend: rows(limit: 50) { at: ${time}(grain: MONTH) before: ${measure}(shift: { n: 1, unit: MONTH }) running: ${measure}(as: RUNNING_TOTAL) window: ${measure}(window: { n: 2, unit: MONTH }) }`;
  if (entity === undefined) return numbers;
  const steps = `steps: [{ name: "one" }, { name: "two", where: { ${entity}: { isNull: false } } }]`;
  return `${numbers}
    funnel(entity: ${entity}, window: { n: 1, unit: YEAR }, ${steps}) { step entered converted group { ${entity} } }
    retention(entity: ${entity}, grain: MONTH, periods: 2) { cohort period size retained }
    lifecycle(entity: ${entity}, grain: MONTH) { bucket active new returning resurrected dormant }
    ${named(dataset)}`;
}

/** Funnels and retentions by the names that the catalog gives them. */
function named(dataset: Dataset): string {
  return presetsOf(dataset)
    .map(({ kind, name }) => {
      const value = name.replace(/[A-Z]/g, '_$&').toUpperCase();
      return kind === 'funnel'
        ? `${name}: funnel(${dataset.website?.members?.funnels === undefined ? 'name' : 'preset'}: ${value}) { step entered converted }`
        : `${name}: retention(name: ${value}) { cohort period size retained }`;
    })
    .join(' ');
}

/** Numbers of the rows behind relationships to many, in rows and in what is left of them. */
function numbersBehind(catalog: RoleCatalog, dataset: Dataset): string {
  const [first] = dataset.dimensions.keys();
  return [...dataset.relationships.values()]
    .flatMap(({ name, to, cardinality }) => {
      const target = catalog.datasets.get(to);
      const measure = target === undefined ? undefined : plainMeasure(target);
      if (cardinality !== 'one-to-many' || first === undefined || measure === undefined) return [];
      return [
        `${name}Behind: rows(limit: 1, other: true, having: { alias: { name: "${name}.${measure}", isNull: false } }) { ${first} ${name} { ${measure} } }`,
        `${name}Total: totals { ${name} { ${measure} } }`,
      ];
    })
    .join('\n    ');
}

function amongGroups(dataset: Dataset): string {
  const [first, second] = dataset.dimensions.keys();
  const measure = plainMeasure(dataset);
  if (first === undefined || second === undefined || measure === undefined) return '';
  return `shares: rows(limit: 50) { ${first} share: ${measure}(as: SHARE) rank: ${measure}(as: RANK) }
    rest: rows(limit: 2, other: true) { kind ${first} ${measure} top: rows(limit: 2) { ${second} ${measure} } }
    left: rows(limit: 1, other: true) { kind ${first} ${[...dataset.measures.keys()].join(' ')} further: rows(limit: 1, other: true) { kind ${second} ${measure} } }`;
}

/** Rows behind relationships to many, which decide what counts: scopes of their own, since `where` is theirs. */
function behind(catalog: RoleCatalog, dataset: Dataset): string {
  const [first] = dataset.dimensions.keys();
  return [...dataset.relationships.values()]
    .flatMap((relationship) => {
      const { name, to } = relationship;
      const target = catalog.datasets.get(to);
      const field = target && openOf(target)[0]?.name;
      if (isJoinable(relationship) || target === undefined || first === undefined || field === undefined)
        return [];
      const measure = plainMeasure(target);
      const filters = [
        `{ ${field}: { isNull: false } }`,
        ...(measure === undefined ? [] : [`{ having: { ${measure}: { gt: 1 } } }`]),
      ];
      return filters.map(
        (filter, index) =>
          `${name}${index}: ${dataset.name}(where: { ${name}: ${filter} }) { rows(limit: 50) { ${first} } }`,
      );
    })
    .join('\n  ');
}

function joined(catalog: RoleCatalog, dataset: Dataset, hops: number): string {
  return [...dataset.relationships.values()]
    .flatMap((relationship) => {
      const { name, to } = relationship;
      const target = catalog.datasets.get(to);
      if (!isJoinable(relationship) || target === undefined || target.dimensions.size === 0) return [];
      const further = hops === 1 ? '' : joined(catalog, target, hops - 1);
      return [`${name} { ${[...target.dimensions.keys()].join(' ')} ${further} }`];
    })
    .join(' ');
}

const noMetadata = new Proxy({} as MetadataReader, {
  get: () => () => Promise.reject(new Error('This test asks no metadata.')),
});

/** Answers of the documents of datasets, as text by name. */
export async function documentAnswers(
  interview: Interview,
  isAsked: (dataset: Dataset) => boolean = () => true,
): Promise<ReadonlyMap<string, string>> {
  const catalog = catalogFor(interview.catalog, interview.viewer.role);
  const schema = buildRoleSchema(catalog);
  const answers = new Map<string, string>();
  const warehouse = masking(oneThread(interview.warehouse));
  const { shared } = catalog;
  const together = shared !== undefined && isAsked(shared) ? sharedDocument(catalog) : undefined;
  const waiting = [
    ...[...catalog.datasets.values()]
      .filter(isAsked)
      .map((dataset) => ({ name: dataset.name, source: documentOf(catalog, dataset) })),
    ...(together === undefined ? [] : [{ name: 'metrics', source: together }]),
  ];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const context = createRequestContext({
        ...interview,
        warehouse,
        catalog,
        metadata: noMetadata,
        now: NOW,
        requestId: next.name,
      });
      const { source } = next;
      const { data, errors = [] } = await executeDocument({ schema, context, source });
      for (const { originalError, message } of errors)
        throw new Error(`${source}\n${message}`, { cause: originalError?.cause ?? originalError });
      answers.set(`${next.name} by GraphQL`, JSON.stringify(data));
    }
  };
  await Promise.all([work(), work()]);
  return answers;
}
