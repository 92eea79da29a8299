import { MAX_PATTERN_LENGTH } from '../query/limits.js';
import { classAt } from './patternClass.js';
import { escapeAt, isProblem, PERL_CLASSES, type Piece, type PieceProblem } from './patternEscape.js';

/** Most repetitions of one thing, also when repetitions stand inside each other; and the largest program RE2 is let to make of a pattern. */
const MOST_REPEATS = 1_000;
const MOST_COST = 400_000;

const NOT_A_PATTERN = 'The pattern is not a regular expression: check its brackets and repetitions.';

/**
 * What is wrong with a `matches` pattern; undefined when RE2 will take it. Checked here so that a typing error is the caller's issue and not a failure of
 * ClickHouse; what RE2 may or may not take is refused. RE2 knows no back-references and no looking around: that is what keeps it linear.
 */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH) return `A pattern has at most ${MAX_PATTERN_LENGTH} characters.`;
  if (pattern === '') return 'The pattern is empty: it would match everything.';
  return new PatternReader(pattern).problem();
}

/** An open group: how large RE2's program for it becomes, and how often the most repeated thing in it is repeated. */
interface Level {
  cost: number;
  repeats: number;
}

/** What stands before the reader: something that can be repeated, something that is repeated already, or neither. */
type Before =
  | { readonly kind: 'nothing' | 'repeated' }
  | { readonly kind: 'thing'; readonly cost: number; readonly repeats: number };

const NOTHING: Before = { kind: 'nothing' };

class PatternReader {
  readonly #levels: Level[] = [{ cost: 0, repeats: 1 }];
  readonly #names = new Set<string>();
  #before: Before = NOTHING;
  #at = 0;

  constructor(private readonly pattern: string) {}

  problem(): string | undefined {
    while (this.#at < this.pattern.length) {
      const problem = this.#next();
      if (problem !== undefined) return problem;
      if (this.#level.cost > MOST_COST) return 'The pattern is too large: repeat less.';
    }
    return this.#levels.length === 1 ? undefined : NOT_A_PATTERN;
  }

  get #level(): Level {
    return this.#levels.at(-1) as Level;
  }

  #next(): string | undefined {
    const character = String.fromCodePoint(this.pattern.codePointAt(this.#at) as number);
    switch (character) {
      case '(':
        return this.#open();
      case ')':
        return this.#close();
      case '|':
        this.#before = NOTHING;
        this.#at++;
        return undefined;
      case '[':
        return this.#piece(classAt(this.pattern, this.#at));
      case '\\':
        return this.#backslash();
      case '*':
      case '+':
      case '?':
        return this.#repeat({ length: 1, count: 1 });
      case '{': {
        const [whole, least, comma, most] =
          /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.pattern.slice(this.#at)) ?? [];
        if (whole === undefined) return this.#piece({ length: 1, cost: 2 });
        const [from, to] = [Number(least), Number(most === undefined || most === '' ? least : most)];
        if (from > MOST_REPEATS || to > MOST_REPEATS)
          return `"${whole}" repeats more than ${MOST_REPEATS} times, which re2 refuses.`;
        if (to < from) return NOT_A_PATTERN;
        return this.#repeat({ length: whole.length, count: comma === undefined ? from : to });
      }
      default:
        return this.#piece({ length: character.length, cost: character === '.' ? 16 : 4 });
    }
  }

  #piece(piece: Piece | PieceProblem | undefined): string | undefined {
    if (piece === undefined) return NOT_A_PATTERN;
    if (isProblem(piece)) return piece.problem;
    this.#add({ kind: 'thing', cost: piece.cost, repeats: 1 });
    this.#at += piece.length;
    return undefined;
  }

  #add(thing: Extract<Before, { kind: 'thing' }>): void {
    this.#level.cost += thing.cost;
    this.#level.repeats = Math.max(this.#level.repeats, thing.repeats);
    this.#before = thing;
  }

  /** `*`, `+`, `?`, `{n,m}`, each with a `?` behind it that makes it lazy. */
  #repeat({ length, count }: { length: number; count: number }): string | undefined {
    if (this.#before.kind !== 'thing') return NOT_A_PATTERN;
    const repeats = Math.max(count, 1) * this.#before.repeats;
    if (repeats > MOST_REPEATS)
      return `Repetitions inside each other repeat more than ${MOST_REPEATS} times, which re2 refuses.`;
    this.#level.repeats = Math.max(this.#level.repeats, repeats);
    this.#level.cost += this.#before.cost * (Math.max(count, 1) - 1);
    this.#before = { kind: 'repeated' };
    this.#at += length;
    if (this.pattern[this.#at] === '?') this.#at++;
    return undefined;
  }

  #open(): string | undefined {
    const rest = this.pattern.slice(this.#at);
    if (/^\(\?<?[=!]/.test(rest))
      return 'Looking ahead or behind, "(?=", "(?!", "(?<=", "(?<!", is not supported by re2.';
    if (!rest.startsWith('(?')) return this.#enter(1);
    const [named, name] = /^\(\?P?<([A-Za-z_]\w*)>/.exec(rest) ?? [];
    if (named !== undefined && name !== undefined) {
      if (this.#names.has(name)) return `Two groups of the pattern are called "${name}".`;
      this.#names.add(name);
      return this.#enter(named.length);
    }
    const [flags, end] = /^\(\?[imsU]*(?:-[imsU]+)?([:)])/.exec(rest) ?? [];
    if (flags === undefined) return NOT_A_PATTERN;
    if (end === ':') return this.#enter(flags.length);
    this.#before = NOTHING;
    this.#at += flags.length;
    return undefined;
  }

  #enter(length: number): undefined {
    this.#levels.push({ cost: 2, repeats: 1 });
    this.#before = NOTHING;
    this.#at += length;
    return undefined;
  }

  #close(): string | undefined {
    if (this.#levels.length === 1) return NOT_A_PATTERN;
    const closed = this.#levels.pop() as Level;
    this.#add({ kind: 'thing', ...closed });
    this.#at++;
    return undefined;
  }

  #backslash(): string | undefined {
    const rest = this.pattern.slice(this.#at);
    if (rest.startsWith('\\Q')) {
      const [quoted = '', text = ''] = /^\\Q([\s\S]*?)(?:\\E|$)/.exec(rest) ?? [];
      this.#before = NOTHING;
      for (const _ of text) this.#add({ kind: 'thing', cost: 4, repeats: 1 });
      this.#at += quoted.length;
      return undefined;
    }
    const perl = /^\\[dDsSwW]/.exec(rest);
    if (perl !== null) return this.#piece({ length: 2, cost: PERL_CLASSES });
    if (/^\\[AzbBC]/.test(rest)) return this.#piece({ length: 2, cost: 2 });
    return this.#piece(escapeAt(this.pattern, this.#at));
  }
}
