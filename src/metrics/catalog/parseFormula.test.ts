import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Formula } from './formula.js';
import { formulaNames, parseFormula } from './parseFormula.js';

/** Fully parenthesised, so that reading it back must give the same tree. */
function print(formula: Formula): string {
  switch (formula.kind) {
    case 'name':
      return formula.name;
    case 'number':
      return formula.text;
    case 'binary':
      return `(${print(formula.left)} ${formula.operator} ${print(formula.right)})`;
    case 'call':
      return `${formula.name}(${formula.args.map(print).join(', ')})`;
  }
}

const show = (text: string): string => {
  const parsed = parseFormula(text);
  return 'problem' in parsed ? parsed.problem : print(parsed);
};

describe('parseFormula', () => {
  it.each([
    ['a', 'a'],
    ['a + b * c', '(a + (b * c))'],
    ['a - b - c', '((a - b) - c)'],
    ['a / b / c', '((a / b) / c)'],
    ['(a - b) / c', '((a - b) / c)'],
    ['-a * b', '((0 - a) * b)'],
    ['a - -b', '(a - (0 - b))'],
    ['.5 * a', '(0.5 * a)'],
    ['round(100 * a / b, 2)', 'round(((100 * a) / b), 2)'],
    ['coalesce(a, b, 0)', 'coalesce(a, b, 0)'],
    ['greatest(least(a, b), nullif(c, 0))', 'greatest(least(a, b), nullif(c, 0))'],
    ['if(a - b > 1, a / b, 0)', 'if(>((a - b), 1), (a / b), 0)'],
    ['if(a = 1 or not b <= 2 and c != 3, a)', 'if(or(=(a, 1), and(not(<=(b, 2)), !=(c, 3))), a)'],
  ])('%s', (text, expected) => {
    expect(show(text)).toBe(expected);
  });

  it.each([
    ['', 'The formula is empty.'],
    ['a +', 'The formula ends too early.'],
    [
      'a b',
      '"b" is not expected here; a formula is made of names, numbers, + - * /, parentheses and functions.',
    ],
    ['(a', '")" is missing at the end of the formula.'],
    ['(a b)', '")" is expected before "b".'],
    [
      'a)',
      '")" is not expected here; a formula is made of names, numbers, + - * /, parentheses and functions.',
    ],
    [
      'a % b',
      '"%" is not expected here; a formula is made of names, numbers, + - * /, parentheses and functions.',
    ],
    [
      "a + 'x'",
      '"\'x\'" is not expected here; a formula is made of names, numbers, + - * /, parentheses and functions.',
    ],
    [
      '1e5 * a',
      '"1e5" is not expected here; a formula is made of names, numbers, + - * /, parentheses and functions.',
    ],
    ['roud(a)', '"roud" is not a function of formulas. Did you mean "round"?'],
    ['sum(a)', '"sum" is not a function of formulas.'],
    ['abs(a, b)', '"abs" takes 1 argument, not 2.'],
    ['nullif(a)', '"nullif" takes 2 arguments, not 1.'],
    [
      'if(a, b)',
      '"if" wants a condition first, made of comparisons, "and", "or" and "not": if(revenue > 100, revenue, 0).',
    ],
    ['if(a > b)', '"if" takes 2 to 3 arguments, not 1.'],
    [
      'a > b',
      '">" is not expected here; a formula is made of names, numbers, + - * /, parentheses and functions.',
    ],
    ['coalesce(a)', '"coalesce" takes 2 to 20 arguments, not 1.'],
    ['round(a, b)', 'The second argument of round is a whole number of digits.'],
    ['a; b', '";" is not allowed: write one expression.'],
  ])('refuses %s', (text, expected) => {
    expect(show(text)).toBe(expected);
  });

  it('names each name once', () => {
    const formula = parseFormula('(a - b) / coalesce(a, 0 - c)');
    expect('problem' in formula ? formula : [...formulaNames(formula)]).toEqual(['a', 'b', 'c']);
  });

  it('reads what it prints', () => {
    const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
      formula: fc.oneof(
        { depthSize: 'small' },
        fc.record({ kind: fc.constant('name' as const), name: fc.constantFrom('a', 'revenue', 'coalesce') }),
        fc.record({ kind: fc.constant('number' as const), text: fc.constantFrom('0', '1', '12.50', '007') }),
        fc.record({
          kind: fc.constant('binary' as const),
          operator: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const),
          left: tie('formula'),
          right: tie('formula'),
        }),
        fc.record({
          kind: fc.constant('call' as const),
          name: fc.constantFrom('greatest', 'least', 'nullif'),
          args: fc.tuple(tie('formula'), tie('formula')),
        }),
      ),
    }));
    fc.assert(
      fc.property(formula, (tree) => void expect(parseFormula(print(tree))).toEqual(tree)),
      { seed: 7 },
    );
  });
});
