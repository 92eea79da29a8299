import { closestNames, didYouMean } from './closestNames.js';
import type { Formula } from './formula.js';
import { isProblem, tokenizeSql, type Problem, type SqlToken } from './tokenizeSql.js';

/** Functions a formula may call, with the fewest and most arguments. */
const FORMULA_FUNCTIONS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['abs', [1, 1]],
  ['round', [1, 2]],
  ['floor', [1, 1]],
  ['ceil', [1, 1]],
  ['coalesce', [2, 20]],
  ['nullif', [2, 2]],
  ['greatest', [2, 20]],
  ['least', [2, 20]],
  ['if', [2, 3]],
]);

const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='] as const;

/**
 * Parses the arithmetic of a derived metric: names, numbers, `+ - * /`, parentheses, minus in front, and FORMULA_FUNCTIONS.
 * `if(revenue > 100 and orders > 1, revenue, 0)`: its first argument is made of comparisons; without the last one it is NULL when they do not hold.
 */
export function parseFormula(text: string): Formula | Problem {
  if (text.trim() === '') return { problem: 'The formula is empty.' };
  const tokens = tokenizeSql(text);
  if (isProblem(tokens)) return tokens;
  const parser = new FormulaParser(tokens);
  const formula = parser.sum();
  return parser.problem === undefined ? (parser.rest() ?? formula) : { problem: parser.problem };
}

/** Names a formula reads, each once. */
export function formulaNames(formula: Formula): ReadonlySet<string> {
  switch (formula.kind) {
    case 'name':
      return new Set([formula.name]);
    case 'number':
      return new Set();
    case 'binary':
      return new Set([...formulaNames(formula.left), ...formulaNames(formula.right)]);
    case 'call':
      return new Set(formula.args.flatMap((arg) => [...formulaNames(arg)]));
  }
}

const ZERO: Formula = { kind: 'number', text: '0' };

/** One function per level of precedence. The first problem is kept; after it the result means nothing. */
class FormulaParser {
  readonly #tokens: readonly SqlToken[];
  #next = 0;
  problem: string | undefined;

  constructor(tokens: readonly SqlToken[]) {
    this.#tokens = tokens;
  }

  rest(): Problem | undefined {
    const token = this.#tokens[this.#next];
    return token === undefined
      ? undefined
      : {
          problem: `"${token.text}" is not expected here; a formula is made of names, numbers, + - * /, parentheses and functions.`,
        };
  }

  sum(): Formula {
    let left = this.#product();
    for (let operator = this.#take('+', '-'); operator !== undefined; operator = this.#take('+', '-')) {
      left = { kind: 'binary', operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Formula {
    let left = this.#unary();
    for (let operator = this.#take('*', '/'); operator !== undefined; operator = this.#take('*', '/')) {
      left = { kind: 'binary', operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Formula {
    return this.#take('-') === undefined
      ? this.#primary()
      : { kind: 'binary', operator: '-', left: ZERO, right: this.#unary() };
  }

  #primary(): Formula {
    const token = this.#tokens[this.#next++];
    if (token === undefined) return this.#fail('The formula ends too early.');
    if (token.text === '(') {
      const inner = this.sum();
      this.#expect(')');
      return inner;
    }
    if (token.kind === 'number' && /^(?:\d+(?:\.\d+)?|\.\d+)$/.test(token.text))
      return { kind: 'number', text: token.text.startsWith('.') ? `0${token.text}` : token.text };
    if (token.kind !== 'word')
      return this.#fail(
        `"${token.text}" is not expected here; a formula is made of names, numbers, + - * /, parentheses and functions.`,
      );
    return this.#take('(') === undefined ? this.#name(token.text) : this.#call(token.text);
  }

  /** `visitors`, or `sessions.visitors` where members of several datasets meet. */
  #name(first: string): Formula {
    if (this.#take('.') === undefined) return { kind: 'name', name: first };
    const member = this.#tokens[this.#next++];
    if (member?.kind !== 'word') return this.#fail(`The name of a member is expected after "${first}.".`);
    return { kind: 'name', name: `${first}.${member.text}` };
  }

  #call(name: string): Formula {
    const args = [name === 'if' ? this.#condition() : this.sum()];
    while (this.#take(',') !== undefined) args.push(this.sum());
    this.#expect(')');
    const arity = FORMULA_FUNCTIONS.get(name);
    if (arity === undefined)
      return this.#fail(
        `"${name}" is not a function of formulas.${didYouMean(closestNames(name, FORMULA_FUNCTIONS.keys()))}`,
      );
    if (args.length < arity[0] || args.length > arity[1]) {
      return this.#fail(
        `"${name}" takes ${arity[0] === arity[1] ? arity[0] : `${arity[0]} to ${arity[1]}`} argument${arity[1] === 1 ? '' : 's'}, not ${args.length}.`,
      );
    }
    const digits = args[1];
    if (
      name === 'round' &&
      digits !== undefined &&
      !(digits.kind === 'number' && /^\d+$/.test(digits.text))
    ) {
      return this.#fail('The second argument of round is a whole number of digits.');
    }
    return { kind: 'call', name, args };
  }

  #condition(): Formula {
    return this.#chain('or', () => this.#chain('and', () => this.#comparison()));
  }

  #chain(word: 'and' | 'or', part: () => Formula): Formula {
    let left = part();
    while (this.#take(word) !== undefined) left = { kind: 'call', name: word, args: [left, part()] };
    return left;
  }

  #comparison(): Formula {
    if (this.#take('not') !== undefined) return { kind: 'call', name: 'not', args: [this.#comparison()] };
    const left = this.sum();
    const operator = this.#take(...COMPARISONS);
    if (operator !== undefined) return { kind: 'call', name: operator, args: [left, this.sum()] };
    return this.#fail(
      '"if" wants a condition first, made of comparisons, "and", "or" and "not": if(revenue > 100, revenue, 0).',
    );
  }

  #take<Text extends string>(...texts: readonly Text[]): Text | undefined {
    const found = texts.find((text) => this.#tokens[this.#next]?.text === text);
    if (found !== undefined) this.#next++;
    return found;
  }

  #expect(text: string): void {
    if (this.#take(text) !== undefined) return;
    const token = this.#tokens[this.#next];
    this.#fail(
      token === undefined
        ? `"${text}" is missing at the end of the formula.`
        : `"${text}" is expected before "${token.text}".`,
    );
  }

  #fail(problem: string): Formula {
    this.problem ??= problem;
    return ZERO;
  }
}
