import { describe, expect, it } from 'vitest';

import { InvariantError } from '../../errors.js';
import { parseExpression } from '../catalog/parseExpression.js';
import type { Expression } from '../catalog/expression.js';
import { select } from './select.js';
import {
  aggregateName,
  bare,
  column,
  fingerprint,
  identifier,
  isName,
  list,
  nested,
  numberLiteral,
  renderSql,
  sourceText,
  sql,
  value,
} from './sql.js';

const expression = (text: string) => parseExpression(text) as Expression;
const textOf = (piece: Parameters<typeof renderSql>[0]) => renderSql(piece).text;

describe('sql', () => {
  it('takes no string, in a hole or as a whole', () => {
    const name = "x'; DROP TABLE t";
    // @ts-expect-error a string is no piece of SQL
    expect(() => sql`SELECT ${name}`).toThrow();
    // @ts-expect-error text must be written as a template
    expect(() => sql(name)).toThrow();
    // @ts-expect-error a number is no piece of SQL either
    expect(() => sql`LIMIT ${10}`).toThrow();
    // @ts-expect-error a type is part of the text, so it must be one of the known
    value('x', `String} OR {p1:String`);
  });

  it('keeps values out of the text and binds equal ones once', () => {
    const piece = sql`${column('a')} = ${value('x', 'String')} OR b IN ${value(['x'], 'Array(String)')} OR c = ${value('x', 'String')}`;
    expect(renderSql(piece)).toEqual({
      text: 'a = {p1:String} OR b IN {p2:Array(String)} OR c = {p1:String}',
      parameters: [
        { name: 'p1', type: 'String', value: 'x' },
        { name: 'p2', type: 'Array(String)', value: ['x'] },
      ],
    });
  });

  it.each([
    ['country', 'country'],
    ['lower(country)', 'lower(country)'],
    ['payload.plan', 'payload.plan'],
    ["'a'", "'a'"],
    ['(a OR b)', '(a OR b)'],
    ['a OR b', '(a OR b)'],
    ['f(a) OR g(b)', '(f(a) OR g(b))'],
    ['(a) OR (b)', '((a) OR (b))'],
    ['NOT (a)', '(NOT (a))'],
    ['-a', '(-a)'],
    ['a::Int8', '(a::Int8)'],
    ['CASE WHEN a THEN 1 END', '(CASE WHEN a THEN 1 END)'],
  ])('puts %s into an operator as %s', (written, placed) => {
    expect(textOf(sql`${expression(written)} = 1`)).toBe(`${placed} = 1`);
    expect(textOf(bare(expression(written)))).toBe(written);
  });

  it('quotes names that are no plain words', () => {
    expect(['a_1', 'website.name', 'Order', 'a`b\\', '1a', 'nan', ''].map((name) => textOf(identifier(name)))).toEqual([
      'a_1', '`website.name`', '`Order`', '`a\\`b\\\\`', '`1a`', '`nan`', '``',
    ]); // prettier-ignore
    expect(isName(identifier('website.name'), 'website.name')).toBe(true);
    expect(isName(sql`a + b`, 'a')).toBe(false);
  });

  it('knows what a piece reads, but not what a sub-select in it reads', () => {
    const inner = select({ items: [column('hidden')], from: identifier('t') });
    expect([
      ...sql`${expression('f(a)')} + ${column('b')} + ${identifier('out')} IN ${nested(inner)}`.identifiers,
    ]).toEqual(['a', 'b']);
  });

  it('refuses what is no function or number', () => {
    expect(textOf(aggregateName({ name: 'quantile', parameters: '0.5', args: [] }, 'OrNullIf'))).toBe(
      'quantileOrNullIf(0.5)',
    );
    expect(() => aggregateName({ name: 'count(', parameters: '', args: [] }, '')).toThrow(InvariantError);
    expect(() => aggregateName({ name: 'topK', parameters: '1)(x', args: [] }, '')).toThrow(InvariantError);
    expect(() => numberLiteral('1 OR 1')).toThrow(InvariantError);
  });

  it('tells pieces apart by text and values', () => {
    expect(fingerprint(sql`a = ${value('x', 'String')}`)).toBe(fingerprint(sql`a = ${value('x', 'String')}`));
    expect(fingerprint(sql`a = ${value('x', 'String')}`)).not.toBe(
      fingerprint(sql`a = ${value('y', 'String')}`),
    );
  });
});

describe('layout', () => {
  it('puts clauses, items and conditions on lines of their own, and sub-selects further to the right', () => {
    const inner = select({
      items: [column('a'), sql`count() AS n`],
      from: sql`t`,
      where: [sql`a > 1`, sql`b > 2`],
      groupBy: [column('a')],
    });
    const outer = select({
      items: [list([sql`sum(n) AS n`])],
      from: nested(inner),
      having: [sql`n > 1`],
      orderBy: [sql`n DESC`],
      limit: value(5, 'UInt64'),
      offset: value(5, 'UInt64'),
    });
    expect(textOf(outer)).toBe(`SELECT
  sum(n) AS n
FROM (
  SELECT
    a,
    count() AS n
  FROM t
  WHERE a > 1
    AND b > 2
  GROUP BY a
)
HAVING n > 1
ORDER BY n DESC
LIMIT {p1:UInt64}
OFFSET {p1:UInt64}`);
  });

  it('indents the SELECT of a catalog, unless a string in it spans lines', () => {
    expect(textOf(sourceText({ kind: 'sql', text: '\n    SELECT\n      a\n\n    FROM t\n  ' }))).toBe(
      '(\n  SELECT\n    a\n  FROM t\n)',
    );
    expect(textOf(sourceText({ kind: 'sql', text: "SELECT 'a\n  b' FROM t" }))).toBe(
      "(\n  SELECT 'a\n  b' FROM t\n)",
    );
  });
});
