/** A part of a pattern that RE2 takes: its characters, and about how many instructions RE2 makes of it. */
export interface Piece {
  readonly length: number;
  readonly cost: number;
  /** The one character it stands for; undefined for a set of them. */
  readonly code?: number | undefined;
}

export interface PieceProblem {
  readonly problem: string;
}

export function isProblem(piece: Piece | PieceProblem): piece is PieceProblem {
  return 'problem' in piece;
}

/** Cost of a set such as `\d` or `.`: negated ones hold most of Unicode. */
export const PERL_CLASSES = 16;
const PROPERTY = 1_500;

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

const CATEGORIES = /^(?:C[cfos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?|Any)$/;

/** Scripts that both RE2 and people know; RE2's own list grows with each version of Unicode. */
const SCRIPTS: ReadonlySet<string> = new Set(
  ['Arabic', 'Armenian', 'Bengali', 'Common', 'Cyrillic', 'Devanagari', 'Ethiopic', 'Georgian', 'Greek', 'Gujarati', 'Gurmukhi', 'Han', 'Hangul', 'Hebrew', 'Hiragana', 'Inherited', 'Kannada', 'Katakana', 'Khmer', 'Lao', 'Latin', 'Malayalam', 'Mongolian', 'Myanmar', 'Sinhala', 'Tamil', 'Telugu', 'Thai', 'Tibetan'], // prettier-ignore
);

/** A backslash and what it escapes, inside or outside brackets: a character by its code, punctuation, or a property of Unicode. */
export function escapeAt(pattern: string, start: number): Piece | PieceProblem | undefined {
  const rest = pattern.slice(start);
  if (/^\\(?:[1-9]|k<)/.test(rest))
    return { problem: 'Back-references such as "\\1" are not supported by re2.' };
  if (/^\\[pP]/.test(rest)) return propertyAt(rest);
  const [hex, digits, braced] = /^\\x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,8})\})/.exec(rest) ?? [];
  if (hex !== undefined) {
    const code = Number.parseInt(digits ?? braced ?? '', 16);
    return code <= 0x10ffff ? { length: hex.length, cost: 4, code } : meansNothing(hex);
  }
  const [octal] = /^\\0[0-7]{0,2}/.exec(rest) ?? [];
  if (octal !== undefined) return { length: octal.length, cost: 2, code: Number.parseInt(octal.slice(1), 8) };
  const letter = rest[1];
  if (letter === undefined) return undefined;
  const control = Object.hasOwn(CONTROLS, letter) ? CONTROLS[letter] : undefined;
  if (control !== undefined) return { length: 2, cost: 2, code: control };
  const code = letter.charCodeAt(0);
  return /[A-Za-z0-9]/.test(letter) || code > 127
    ? meansNothing(`\\${letter}`)
    : { length: 2, cost: 2, code };
}

/** `\pL`, `\p{Greek}`, `\P{^Lu}` */
function propertyAt(rest: string): Piece | PieceProblem {
  const [whole, letter, name] = /^\\[pP](?:([A-Z])|\{\^?(\w+)\})/.exec(rest) ?? [];
  const property = letter ?? name ?? '';
  return whole !== undefined && (CATEGORIES.test(property) || SCRIPTS.has(property))
    ? { length: whole.length, cost: PROPERTY }
    : {
        problem: `"${rest.slice(0, 2)}" needs a category or script of Unicode, as in "\\pL" or "\\p{Greek}".`,
      };
}

function meansNothing(escape: string): PieceProblem {
  return { problem: `"${escape}" means nothing in re2; write "\\\\" for a backslash.` };
}
