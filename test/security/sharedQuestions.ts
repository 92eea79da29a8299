import {
  askableShared,
  SHARED_TIME,
  type Dataset,
  type RoleCatalog,
  type Selection,
} from '../../src/metrics/index.js';
import type { Question } from './questions.js';

const TIME = { range: { from: '2029-01-01', to: '2031-01-01' } };

/** Datasets that have numbers. */
function factsOf({ datasets }: RoleCatalog): readonly Dataset[] {
  return [...datasets.values()].filter(({ measures, metrics }) => measures.size + metrics.size > 0);
}

function numbersOf({ name, measures, metrics }: Dataset): readonly Selection[] {
  return [...measures.keys(), ...metrics.keys()].map((member) => ({ field: `datasets.${name}.${member}` }));
}

/** Datasets that have a shared dimension, or the relationship that one leads through. */
function ownersOf(catalog: RoleCatalog, shared: string): readonly Dataset[] {
  const [step = shared, member] = shared.split('.');
  return factsOf(catalog).filter(({ dimensions, relationships, time }) => {
    if (member !== undefined) return relationships.has(step);
    if (shared === SHARED_TIME) return time !== undefined;
    return [...dimensions.values()].some(
      ({ conforms }) => conforms !== undefined && [conforms, `${conforms}Id`].includes(shared),
    );
  });
}

/** What is shared: dimensions but the time, and one behind each relationship. */
function sharedNames(catalog: RoleCatalog): readonly string[] {
  const shared = askableShared(catalog);
  if (shared === undefined) return [];
  const behind = [...shared.relationships.values()].flatMap(({ name, to }) => {
    const [dimension] = catalog.datasets.get(to)?.dimensions.keys() ?? [];
    return dimension === undefined ? [] : [`${name}.${dimension}`];
  });
  return [...[...shared.dimensions.keys()].filter((name) => name !== SHARED_TIME), ...behind];
}

/** Ways to ask about all datasets at once: their numbers side by side, and what they share without any; `brief` of the first few names. */
export function sharedQuestions(
  catalog: RoleCatalog,
  detail: 'full' | 'brief' = 'full',
): readonly Question[] {
  const ask = (name: string, query: Partial<Question['query']>): Question => ({
    name: `metrics: ${name}`,
    query: { dataset: 'metrics', view: 'rows', ...query },
  });
  const isBrief = detail === 'brief';
  const facts = isBrief ? [] : factsOf(catalog);
  const timed = ownersOf(catalog, SHARED_TIME)
    .slice(isBrief ? -3 : 0)
    .flatMap((fact) => numbersOf(fact).slice(0, 2));
  const names = sharedNames(catalog).slice(0, isBrief ? 1 : undefined);
  return [
    ...facts.map((fact) => ask(`totals of ${fact.name}`, { view: 'totals', select: numbersOf(fact) })),
    ...(timed.length === 0
      ? []
      : [
          ask('days', { time: TIME, select: [{ field: SHARED_TIME, grain: 'DAY' }, ...timed] }),
          ask('days without numbers', { time: TIME, select: [{ field: SHARED_TIME, grain: 'DAY' }] }),
          ask('running', { time: TIME, select: [{ field: SHARED_TIME, grain: 'MONTH' }, ...timed.slice(0, 1).map((number): Selection => ({ ...number, toDate: 'YEAR' }))] }),
        ]),
    ...names.flatMap((name, index) => aboutShared(catalog, ask, { name, next: names[(index + 1) % names.length] ?? name })),
  ]; // prettier-ignore
}

function aboutShared(
  catalog: RoleCatalog,
  ask: (name: string, query: Partial<Question['query']>) => Question,
  { name, next }: { name: string; next: string },
): readonly Question[] {
  const numbers = ownersOf(catalog, name).flatMap((fact) => numbersOf(fact).slice(0, 1));
  const [step = '', member] = name.split('.');
  const isThere = { isNull: false };
  const where = member === undefined ? { [name]: isThere } : { [step]: { [member]: isThere } };
  return [
    ask(`values of ${name}`, { view: 'values', of: name }),
    ask(`search in ${name}`, { view: 'values', of: name, search: 'a' }),
    ask(`count by ${name}`, { view: 'rowCount', by: [name] }),
    ask(`groups by ${name} and ${next}`, { select: [...new Set([name, next])].map((field) => ({ field })) }),
    ask(`numbers by ${name}`, { select: [{ field: name }, ...numbers] }),
    ask(`days where ${name}`, { select: [{ field: SHARED_TIME, grain: 'DAY' }], where }),
    ask(`rows in rows by ${name}`, {
      select: [{ field: SHARED_TIME, grain: 'DAY' }, ...numbers],
      limit: 3,
      parent: { select: [{ field: name }, ...numbers.slice(0, 1)], limit: 3 },
    }),
    ask(`rows in groups by ${name}`, { select: numbers, parent: { select: [{ field: name }], limit: 5 } }),
  ];
}

/** A GraphQL document about all datasets at once; undefined when they cannot be asked together. */
export function sharedDocument(catalog: RoleCatalog): string | undefined {
  if (askableShared(catalog) === undefined) return undefined;
  const below = (facts: readonly Dataset[], most: number): string =>
    facts
      .map(
        (fact) =>
          `${fact.name} { ${numbersOf(fact)
            .slice(0, most)
            .map(({ field }) => field.split('.').at(-1))
            .join(' ')} }`,
      ) // prettier-ignore
      .join(' ');
  const timed = ownersOf(catalog, SHARED_TIME).slice(-4);
  // Each view reads several datasets: a few tell as much as all.
  const plain = sharedNames(catalog)
    .filter((name) => !name.includes('.'))
    .slice(0, 3);
  return `{ metrics(time: { range: { from: "2029-01-01", to: "2031-01-01" } }) {
    ${timed.length === 0 ? '' : `totals { datasets { ${below(timed, 100)} } } rows(limit: 50) { date(grain: MONTH) datasets { ${below(timed, 2)} } }`}
    ${plain.map((name, index) => `values${index}: values(of: ${name}) count${index}: rowCount(by: [${name}])`).join(' ')}
    ${plain
      .map(
        (name, index) =>
          `by${index}: rows(limit: 5) { ${name} rows(limit: 3) { date(grain: MONTH) datasets { ${below(
            ownersOf(catalog, name)
              .filter(({ time }) => time !== undefined)
              .slice(-3),
            1,
          )} } } }`,
      )
      .join('\n')}
    info { view rows }
  } }`;
}
