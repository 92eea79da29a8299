import { catalogFor, type Dataset, type RoleCatalog } from '../../src/metrics/index.js';
import {
  createRequestContext,
  executeDocument,
  type MetadataReader,
  type QueryWarehouse,
} from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { NOW, type Interview } from './answers.js';

/** A GraphQL document with every view of a dataset and every field that it offers, two relationships deep. */
function documentOf(catalog: RoleCatalog, dataset: Dataset): string {
  const dimensions = [...dataset.dimensions.keys()];
  const metrics = [...dataset.metrics.values()].filter(({ definition }) => definition.kind !== 'unserved');
  const measures = [...dataset.measures.keys(), ...metrics.map(({ name }) => name)];
  const [first = '__typename'] = dimensions;
  return `{ ${dataset.name} {
    ${measures.length === 0 ? '' : `totals { ${measures.join(' ')} }`}
    rows { ${[...dimensions, ...measures].join(' ')} }
    joined: rows(limit: 50) { ${first} ${joined(catalog, dataset, 2)} }
    rowCount(by: [${dimensions.join(' ')}])
    values(of: ${first})
    info { view rows }
  } }`;
}

function joined(catalog: RoleCatalog, dataset: Dataset, hops: number): string {
  return [...dataset.relationships.values()]
    .flatMap(({ name, to }) => {
      const target = catalog.datasets.get(to);
      if (target === undefined || target.dimensions.size === 0) return [];
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
  // Tables of ten rows are read in half the time by one thread.
  const warehouse: QueryWarehouse = {
    query: (statement, options) =>
      interview.warehouse.query(statement, { ...options, limits: { maxThreads: 1 } }),
  };
  const waiting = [...catalog.datasets.values()].filter(isAsked);
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
      const source = documentOf(catalog, next);
      const { data, errors = [] } = await executeDocument({ schema, context, source });
      for (const { originalError, message } of errors)
        throw new Error(`${source}\n${message}`, { cause: originalError?.cause ?? originalError });
      answers.set(`${next.name} by GraphQL`, JSON.stringify(data));
    }
  };
  await Promise.all([work(), work()]);
  return answers;
}
