import type { CaseValue, DimensionSpec } from '../../../src/metrics/catalog/catalogSpec.js';
import type { Value } from '../value.js';
import type { Random } from './random.js';
import type { Snippet, SnippetMaker } from './snippets.js';

/** A dimension that no SQL of its own says, what it means, and what its pieces of SQL mean. */
export interface MadeDimension {
  readonly spec: DimensionSpec;
  readonly meaning: Snippet;
  readonly pieces: readonly Snippet[];
}

interface Material {
  readonly random: Random;
  readonly bases: readonly Snippet[];
  readonly maker: SnippetMaker;
  /** Compares with some texts only. */
  readonly isEnum: (snippet: Snippet) => boolean;
}

const TEXTS = ['large', '', "it's", 'back\\slash', 'a, b', '{x}', "\\'", ')', 'NULL', 'paid', '日本'];

/** The first condition that holds says the value. */
export function caseDimension({ random, bases, maker, isEnum }: Material): MadeDimension {
  const strings = bases.filter((base) => base.type === 'string' && !isEnum(base));
  const numbers = bases.filter((base) => base.type === 'integer' && base.isSmall);
  const isNumber = numbers.length > 0 && random.chance(0.35);
  interface Part {
    readonly value: CaseValue;
    readonly reads: readonly string[];
    readonly of: Snippet['of'];
  }
  const part = (): Part => {
    if (isNumber) {
      const number = random.pick(numbers);
      return { value: { sql: `toInt64(${number.sql})` }, reads: number.reads, of: number.of };
    }
    if (strings.length > 0 && random.chance(0.4)) {
      const string = random.pick(strings);
      return { value: { sql: string.sql }, reads: string.reads, of: string.of };
    }
    const text = random.pick(TEXTS);
    return { value: text, reads: [], of: () => text };
  };
  const branches = Array.from({ length: random.int(1, 3) }, () => ({
    when: maker.condition(),
    then: part(),
  }));
  const otherwise = random.chance(0.6) ? part() : undefined;
  const all = [
    ...branches.flatMap(({ when, then }) => [when, then]),
    ...(otherwise === undefined ? [] : [otherwise]),
  ];
  const type = isNumber ? 'integer' : 'string';
  return {
    spec: {
      type,
      case: branches.map(({ when, then }) => ({ when: when.sql, then: then.value })),
      ...(otherwise === undefined ? {} : { else: otherwise.value }),
    },
    meaning: {
      sql: '',
      type,
      reads: [...new Set(all.flatMap(({ reads }) => reads))],
      of: (row) => (branches.find(({ when }) => when.of(row) === true)?.then ?? otherwise)?.of(row) ?? null,
      isAtomic: true,
      isSmall: true,
    },
    pieces: [],
  };
}

/** A place: the text of two numbers. */
export function geoDimension({ random, bases }: Material): MadeDimension | undefined {
  const numbers = bases.filter(
    ({ type, isSmall }) => isSmall && ['integer', 'float', 'decimal'].includes(type),
  );
  if (numbers.length === 0) return undefined;
  const [latitude, longitude] = [random.pick(numbers), random.pick(numbers)];
  const text = (value: Value): string => String(value);
  return {
    spec: {
      geo: { latitude: latitude.sql, longitude: longitude.sql },
      ...(random.chance(0.3) ? { type: 'string' } : {}),
    },
    meaning: {
      sql: '',
      type: 'string',
      reads: [...new Set([...latitude.reads, ...longitude.reads])],
      of: (row) => {
        const [a, b] = [latitude.of(row), longitude.of(row)];
        return a === null || b === null ? null : `${text(a)},${text(b)}`;
      },
      isAtomic: true,
      isSmall: false,
    },
    pieces: [],
  };
}

/** One of several expressions; a question chooses which. */
export function choiceDimension({ random, bases }: Material): MadeDimension | undefined {
  const first = random.pick(bases);
  const same = bases.filter((base) => base.type === first.type);
  const choices = [first, ...random.some(same, random.int(1, 2))];
  const names = random.some(['short', 'long', 'a', 'value', 'default', 'count'], choices.length);
  return {
    spec: {
      type: first.type as DimensionSpec['type'],
      choices: Object.fromEntries(choices.map(({ sql }, index) => [names[index] as string, sql])),
    },
    // Some of them may be NULL, wide, or compare with some texts only.
    meaning: first,
    pieces: choices,
  };
}

/** A measure of the rows behind a relationship. */
export function measureDimension(
  name: string,
  of: { measure: string; type: Snippet['type']; isSmall: boolean },
): MadeDimension {
  // prettier-ignore
  const column = `@${name}`;
  return {
    spec: { measure: of.measure },
    meaning: { sql: column, type: of.type, reads: [column], column, of: (row) => row[column] as Value, isAtomic: true, isSmall: of.isSmall }, // prettier-ignore
    pieces: [],
  };
}

/** A dimension of the row that a relationship leads to, in an expression. */
export function relatedSnippet(path: string, { type, isSmall }: Snippet): Snippet {
  const column = `@${path}`;
  return {
    sql: `{${path}}`,
    type,
    reads: [column],
    of: (row) => row[column] as Value,
    isAtomic: true,
    isSmall,
  };
}
