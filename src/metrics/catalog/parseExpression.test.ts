import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Expression } from './expression.js';
import { parseExpression, type ReferenceLookup } from './parseExpression.js';

function read(text: string, references?: ReferenceLookup): Expression {
  const parsed = parseExpression(text, references);
  if (!(parsed instanceof Expression)) expect.fail(`${text}: ${parsed.problem}`);
  return parsed;
}

function problem(text: string, references?: ReferenceLookup): string {
  const parsed = parseExpression(text, references);
  if (parsed instanceof Expression) expect.fail(`accepted: ${text}`);
  return parsed.problem;
}

describe('parseExpression accepts', () => {
  it.each([
    ['user_id', ['user_id']],
    [' user_id\n', ['user_id']],
    ['`user id`', ['user id']],
    ['"a""b"', ['a"b']],
    ["traffic_source = 'paid'", ['traffic_source']],
    ["name = 'it''s; -- # /* fine */ {x:T}'", ['name']],
    ["name = 'it\\'s'", ['name']],
    ['price * 1.5e-3 + .5', ['price']],
    ['payload.plan.name', ['payload.plan.name']],
    ['pair.1', ['pair']],
    ['pair.1.2', ['pair']],
    ["country IN ('DE', 'AT')", ['country']],
    ["country NOT IN ('DE')", ['country']],
    ['size IN [1, 2]', ['size']],
    ['size IN tuple(1)', ['size']],
    ['size IN (NULL)', ['size']],
    ['has(list, x)', ['list', 'x']],
    ['if(a > 1, b, NULL)', ['a', 'b']],
    ['CASE WHEN a = 1 THEN b ELSE c END', ['a', 'b', 'c']],
    ['CAST(a AS Nullable(Decimal(18, 2)))', ['a']],
    ['a::Decimal(18, 2) + b', ['a', 'b']],
    ['a::UInt8', ['a']],
    ['ts + INTERVAL 1 DAY', ['ts']],
    ["day >= DATE '2024-01-01'", ['day']],
    ['arrayMap(x -> x + y, list)', ['y', 'list']],
    ['arrayMap((x, z) -> x + z, list, x)', ['list', 'x']],
    ['a ? b : c', ['a', 'b', 'c']],
    ["format('{}', a)", ['a']],
    ['`format`', ['format']],
    ['day', ['day']],
    ['a BETWEEN 1 AND 2 AND NOT b', ['a', 'b']],
    ['count', ['count']],
    ['map(1, a)[1]', ['a']],
    // Words of the grammar that stand where a column does: ClickHouse reads the column.
    ['end', ['end']],
    ['lower(interval)', ['interval']],
    ['mod mod mod', ['mod']],
    ['a = global AND NOT end', ['a', 'global', 'end']],
    ['case = 1', ['case']],
    ['CASE WHEN when = 1 THEN then ELSE end END', ['WHEN', 'when', 'then', 'end']],
    ['CASE a WHEN 1 THEN NULL ELSE -1 END', ['a']],
    ['CAST(as AS String)', ['as']],
    ['a NOT LIKE b', ['a', 'b']],
    ['a IS NOT NULL', ['a']],
    ['ts + INTERVAL day day', ['ts', 'day']],
    ['ts + INTERVAL 1 * day day', ['ts', 'day']],
  ])('%s', (text, identifiers) => {
    const expression = read(text);
    expect(expression.text).toBe(text.trim());
    expect([...expression.identifiers]).toEqual(identifiers);
  });

  it('tells which functions are called', () => {
    expect([...read("sum(if(a IN (1, 2), lower(b), ''))").functions]).toEqual(['sum', 'if', 'lower']);
  });

  it('knows a plain column from a computed one', () => {
    expect(read('user_id').plainColumn).toBe('user_id');
    expect(read('`user id`').plainColumn).toBe('user id');
    expect(read('payload.email').plainColumn).toBe('payload.email');
    expect(read('((`user id`))').plainColumn).toBe('user id');
    expect(read('(user_id) + (user_id)').plainColumn).toBeUndefined();
    expect(read('lower(user_id)').plainColumn).toBeUndefined();
    expect(read('user_id + 1').plainColumn).toBeUndefined();
    expect(read('`a` + `b`').plainColumn).toBeUndefined();
  });
});

describe('parseExpression refuses', () => {
  it.each([
    ['', 'The expression is empty.'],
    ['  ', 'The expression is empty.'],
    ['a; DROP TABLE x', '";" is not allowed: write one expression.'],
    ['a -- b', 'Comments are not allowed'],
    ['a /* b */', 'Comments are not allowed'],
    ['a # b', 'Comments are not allowed'],
    ['{id:UInt64}', 'Query parameters "{name:Type}" are not allowed'],
    ['a = {id : String}', 'Query parameters'],
    ["{'a': 1}", 'Query parameters'],
    ['{1}', '"{" must stand before the name of a dimension'],
    ['(a', '"(" is not closed'],
    ['a)', '")" closes nothing'],
    ['1) OR (1', '")" closes nothing'],
    ['[a)', '")" closes nothing'],
    ["a = 'b", 'A string is not closed'],
    ["a = 'b\\'", 'A string is not closed'],
    ['`a', 'A quoted name is not closed'],
    ['""', 'A quoted name is not closed or is empty'],
    [
      '(SELECT 1)',
      '"SELECT" is a clause of SQL and not allowed in an expression. If it is a column, quote it: `SELECT`.',
    ],
    ['(select(1))', '"select" is a clause'],
    ['a FROM b', '"FROM" is a clause'],
    ['a UNION ALL b', '"UNION" is a clause'],
    ['a SETTINGS max_threads = 1', '"SETTINGS" is a clause'],
    ["a INTO OUTFILE 'x'", '"INTO" is a clause'],
    ['a FORMAT CSV', '"FORMAT" is a clause'],
    ['sum(a) OVER (ORDER BY b)', '"OVER" is a clause'],
    ['a IN users', 'IN must be followed by a list of values'],
    ['a IN (users)', 'IN must be followed by a list of values'],
    ['a IN ((users))', 'IN must be followed by a list of values'],
    ['a NOT IN web.users', 'IN must be followed by a list of values'],
    ['a GLOBAL NOT IN (web.users)', 'IN must be followed by a list of values'],
    ['a IN numbers(10)', 'IN must be followed by a list of values'],
    ['a IN `users`', 'IN must be followed by a list of values'],
    ['in(a, users)', 'Write "x IN (…)" instead of the function in.'],
    ['NOT in(a, users)', 'Write "x IN (…)" instead of the function in.'],
    ['notIn(a, users)', 'Write "x IN (…)" instead of the function notIn.'],
    ['globalNotNullIn(a, users)', 'Write "x IN (…)" instead of the function'],
    ["joinGet('db.t', 'v', a)", '"joinGet" is not allowed: it reads another table'],
    ['arrayJoin(list)', '"arrayJoin" is not allowed: it multiplies rows'],
    ['*', '"*" is not allowed'],
    ['count(*)', '"*" is not allowed: name the columns (count needs no argument).'],
    ['t.*', '"*" is not allowed'],
    ["COLUMNS('.*')", '"COLUMNS" is a clause'],
    ['a AS b', '"AS" is only allowed inside CAST'],
    ['$websites', '"$" is not allowed: caller attributes belong in "access".'],
    ['a = $$x$$', '"$" is not allowed'],
    ['\u2018a\u2019', 'Unexpected character'],
    ['a \u2212 1', 'Unexpected character'],
    ['a\u0000', 'Unexpected character "\\u0000".'],
    ['a \\G', 'Unexpected character'],
    ['@@version', 'Unexpected character "@".'],
    ['1abc', '"1abc" is neither a number nor a name'],
    ['{country}', '"{country}" can only be used inside a dataset.'],
  ])('%s', (text, expected) => {
    expect(problem(text)).toContain(expected);
  });

  it('text that would leave its parentheses, whatever it is', () => {
    // The property that every later stage relies on: `(${text})` is one balanced group for ClickHouse.
    fc.assert(
      fc.property(fc.stringMatching(/^[ab()'"`\\;{}\-#/*[\] ]{1,12}$/), (text) => {
        const parsed = parseExpression(text);
        if (!(parsed instanceof Expression)) return;
        const outside = text.replace(
          /'(?:[^'\\]|\\[\s\S]|'')*'|`(?:[^`\\]|\\[\s\S]|``)*`|"(?:[^"\\]|\\[\s\S]|"")*"/g,
          '',
        );
        let depth = 0;
        for (const character of outside) {
          if (character === '(') depth++;
          if (character === ')') depth--;
          expect(depth).toBeGreaterThanOrEqual(0);
        }
        expect(depth).toBe(0);
        expect(outside).not.toMatch(/[;'"`#\\]|--|\/\*/);
      }),
      { numRuns: 2_000, seed: 7 },
    );
  });
});

describe('references', () => {
  const references: ReferenceLookup = (name) =>
    name === 'price' ? read('net + tax') : { problem: `no ${name}` };

  it('are put into parentheses and read what they stand for', () => {
    const expression = read("{price} * 2 > {  price } OR note = '{price}'", references);
    expect(expression.text).toBe("(net + tax) * 2 > (net + tax) OR note = '{price}'");
    expect([...expression.identifiers]).toEqual(['note', 'net', 'tax']);
  });

  it('that lead nowhere are a problem', () => {
    expect(problem('{prize}', references)).toBe('no prize');
  });
});
