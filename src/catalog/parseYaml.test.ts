import { describe, expect, it } from 'vitest';
import { lineOf } from './locate.js';
import { parseYaml } from './parseYaml.js';

const issuesOf = (text: string): readonly string[] =>
  parseYaml('a.yaml', text).issues.map(({ line, message }) => `${line ?? '-'}: ${message}`);

describe('parseYaml', () => {
  it('reads plain data, with words that other YAML versions take for booleans', () => {
    const { file, issues } = parseYaml('a.yaml', 'on: { no: yes }\nsince: 2024-01-01\n');
    expect(issues).toEqual([]);
    expect(file.value).toEqual({ on: { no: 'yes' }, since: '2024-01-01' });
  });

  it.each([
    [
      'a: 1\nb: 2\na: 3\n',
      ['3: Column 1: This key stands twice in the same map; the second would hide the first.'],
    ],
    ['a:\n\tb: 1\n', ['2: Column 1: Indent with spaces; YAML does not allow tabs.']],
    [
      'a: 1\n---\nb: 1\n',
      ['2: Column 1: A file holds one dataset; put what follows --- into a file of its own.'],
    ],
    ["a: 'x\n", ["2: Column 1: Missing closing 'quote."]],
    ['a: !secret x\n', ['1: Column 4: Unresolved tag: !secret.']],
    ['a: *nowhere\n', ['-: Unresolved alias (the anchor must be set before the alias): nowhere.']],
    ['a: { __proto__: { b: 1 } }\n', ['-: "__proto__" cannot be a name.']],
  ])('reports %j with its place', (text, issues) => {
    expect(issuesOf(text)).toEqual(issues);
  });

  it('says that an expression which starts with a reference wants quotes', () => {
    expect(issuesOf('a:\n  sql: {b} + 1\n')).toEqual([
      '2: Column 12: Unexpected scalar at node end. A value that starts with { or [ and goes on after the closing bracket wants quotes.',
    ]);
  });

  it('refuses a file of aliases upon aliases', () => {
    const levels = Array.from(
      { length: 9 },
      (_, n) =>
        `l${n}: &l${n} [${Array(9)
          .fill(n === 0 ? 'x' : `*l${n - 1}`)
          .join(', ')}]`,
    );
    expect(issuesOf(levels.join('\n'))).toEqual([
      '-: Excessive alias count indicates a resource exhaustion attack.',
    ]);
  });
});

describe('lineOf', () => {
  const { file } = parseYaml(
    'a.yaml',
    '# comment\nmeasures:\n  x: &x\n    agg: count\n  y: *x\nlist:\n  - 1\n  - 2\n',
  );

  it.each([
    [[], 2],
    [['measures'], 2],
    [['measures', 'x', 'agg'], 4],
    [['measures', 'x', 'missing', 'deeper'], 3],
    [['measures', 'y'], 5],
    [['measures', 'y', 'agg'], 4],
    [['list', 1], 8],
    [['list', 7], 6],
    [['nothing'], 2],
  ])('%j is in line %i', (path, line) => {
    expect(lineOf(file, path)).toBe(line);
  });
});
