import { getIntrospectionQuery } from 'graphql';
import { expect, test } from 'vitest';
import { QueryError } from '../../errors.js';
import { checkRequest, type SentRequest } from './checkRequest.js';

function refusal(sent: SentRequest): readonly string[] {
  try {
    checkRequest(sent);
    return [];
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    expect(error.issues.every(({ code, path }) => code === 'TOO_MANY' && path.length === 0)).toBe(true);
    return error.issues.map(({ message }) => message);
  }
}

const times = (count: number, write: (index: number) => string, between = ' '): string =>
  Array.from({ length: count }, (_, index) => write(index)).join(between);
/** `f0` uses `f1` twice, that one `f2` twice, and so on: two to the power of `count` fields. */
const doubling = (count: number): string =>
  `{ ...f0 } ${times(count, (n) => `fragment f${n} on T { a${n}: x { ...f${n + 1} } b${n}: y { ...f${n + 1} } }`)} fragment f${count} on T { x }`;

/** What is just allowed, what is just too much, and what is said of it. */
test.each<readonly [limit: string, fits: string, passes: string, said: string]>([
  [
    'bytes',
    `{ a } #${'é'.repeat(131_068)}`,
    `{ a } #${'é'.repeat(131_069)}`,
    'at most 262144 bytes; this one has 262145',
  ],
  [
    'tokens',
    `{ a(x: [${times(19_991, String)}]) }`,
    `{ a(x: [${times(19_992, String)}]) }`,
    'at most 20000 words and signs; this one has 20001',
  ],
  [
    'brackets',
    `{ a(x: ${'['.repeat(198)}${']'.repeat(198)}) }`,
    `{ a(x: ${'['.repeat(199)}${']'.repeat(199)}) }`,
    'at most 200 levels of brackets; this one has 201',
  ],
  [
    'depth',
    `${'{ a '.repeat(50)}${'}'.repeat(50)}`,
    `${'{ a '.repeat(51)}${'}'.repeat(51)}`,
    'at most 50 levels of fields; this one has 51',
  ],
  [
    'depth through fragments',
    `${'{ a '.repeat(20)}{ ...f ${'}'.repeat(21)} fragment f on T ${'{ b '.repeat(30)}${'}'.repeat(30)}`,
    `${'{ a '.repeat(20)}{ ... { ...f } ${'}'.repeat(21)} fragment f on T ${'{ b '.repeat(31)}${'}'.repeat(31)}`,
    'at most 50 levels of fields; this one has 51',
  ],
  [
    'fields',
    `{ ${times(100, (n) => `a${n} { ...f }`)} } fragment f on T { ${times(99, (n) => `b${n}`)} }`,
    `{ a { b } ${times(100, (n) => `a${n} { ...f }`)} } fragment f on T { ${times(99, (n) => `b${n}`)} }`,
    'at most 10000 fields, counting those of fragments wherever they are used; this one has 10002',
  ],
  [
    'aliases',
    `{ ${times(50, (n) => `a${n} { ...f }`)} } fragment f on T { ${times(40, (n) => `k${n}: b(n: ${n})`)} }`,
    `{ x: a ${times(50, (n) => `a${n} { ...f }`)} } fragment f on T { ${times(40, (n) => `k${n}: b(n: ${n})`)} }`,
    'at most 2000 aliases, counting those of fragments wherever they are used; this one has 2001',
  ],
  [
    'directives',
    `{ ${times(500, (n) => `a${n} @d`)} }`,
    `query ($v: Int @d) { ${times(500, (n) => `a${n} @d`)} }`,
    'at most 500 directives; this one has 501',
  ],
  [
    'directives at one place',
    '{ a @a @b @c @d @e }',
    'query @a @b @c @d @e @f { a }',
    'at most 5 directives at one place; this one has 6',
  ],
  [
    'the same field',
    `{ ${times(51, () => 'a')} }`,
    `{ ${times(52, () => 'a')} }`,
    'at most 50 fields that repeat one beside them; this one has 51',
  ],
  [
    '__typename under other names',
    `{ ${times(51, (n) => `a${n}: __typename`)} }`,
    `{ ${times(52, (n) => `a${n}: __typename`)} }`,
    'at most 50 fields that repeat one beside them; this one has 51',
  ],
  [
    'the same name in the answer, in fragments without a name',
    `{ ${times(51, (n) => `... { a: f(n: ${n}) }`)} }`,
    `{ ${times(52, (n) => `... { a: f(n: ${n}) }`)} }`,
    'at most 50 fields that repeat one beside them; this one has 51',
  ],
  [
    'the same fragment',
    `{ ${times(51, () => '...f')} } fragment f on T { a }`,
    `{ ${times(52, () => '...f')} } fragment f on T { a }`,
    'at most 50 fields that repeat one beside them; this one has 51',
  ],
  [
    'definitions',
    `{ a } ${times(199, (n) => `fragment f${n} on T { a }`)}`,
    `{ a } ${times(200, (n) => `fragment f${n} on T { a }`)}`,
    'at most 200 operations and fragments; this one has 201',
  ],
])('%s', (...[, fits, passes, said]) => {
  expect(refusal({ source: fits })).toEqual([]);
  expect(refusal({ source: passes })).toEqual([expect.stringContaining(said)]);
});

test('a document that stands for more fields than there are atoms is measured at once', () => {
  const started = performance.now();
  expect(refusal({ source: doubling(190) })).toEqual([
    expect.stringContaining('at most 50 levels of fields; this one has 191'),
    expect.stringContaining('at most 10000 fields'),
    expect.stringContaining('at most 2000 aliases'),
  ]);
  expect(refusal({ source: doubling(14) })).toHaveLength(2);
  expect(performance.now() - started).toBeLessThan(1_000);
});

test('fragments that lead to themselves are measured, and left to validation', () => {
  expect(refusal({ source: '{ ...a } fragment a on T { x ...b } fragment b on T { y ...a }' })).toEqual([]);
  expect(refusal({ source: '{ ...a } fragment a on T { ...a }' })).toEqual([]);
});

test('a name of the prototype is a fragment as any other', () => {
  const source = '{ ...constructor ...__proto__ } fragment constructor on T { a }';
  expect(refusal({ source })).toEqual([]);
});

test('every limit that is passed is said at once', () => {
  expect(refusal({ source: `{ ${'a @a @b @c @d @e @f '.repeat(60)} }` })).toHaveLength(2);
});

test('what tools ask of a schema fits, and so does a text that is no document', () => {
  expect(refusal({ source: getIntrospectionQuery({ inputValueDeprecation: true }) })).toEqual([]);
  for (const source of ['', '{', '"', 7, null, undefined, 'type T { a: Int }', '\u0000'])
    expect(refusal({ source })).toEqual([]);
});

test('variables nest as deep as documents do, wide ones are not deep', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { not: deep(levels - 1) });
  expect(refusal({ source: '{ a }', variables: deep(199) })).toEqual([]);
  expect(refusal({ source: '{ a }', variables: deep(200) })).toEqual([
    'Variables nest at most 200 levels deep; these nest deeper.',
  ]);
  expect(refusal({ source: '{ a }', variables: { v: Array.from({ length: 100_000 }, String) } })).toEqual([]);
});
