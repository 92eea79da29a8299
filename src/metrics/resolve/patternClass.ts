import { escapeAt, isProblem, PERL_CLASSES, type Piece, type PieceProblem } from './patternEscape.js';

const POSIX =
  /^\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/;

/** A set in brackets, `[^a-z\d[:punct:]]`; undefined when it is not closed or a range in it runs backwards. */
export function classAt(pattern: string, start: number): Piece | PieceProblem | undefined {
  let at = start + 1;
  let cost = 4;
  if (pattern[at] === '^') {
    cost = PERL_CLASSES;
    at++;
  }
  // A bracket that stands first is one of the characters.
  for (let first = true; first || pattern[at] !== ']'; first = false) {
    const element = elementAt(pattern, at);
    if (element === undefined || isProblem(element)) return element;
    cost += element.cost;
    at += element.length;
    if (element.code === undefined || pattern[at] !== '-' || pattern[at + 1] === ']') continue;
    const end = elementAt(pattern, at + 1);
    if (end === undefined || isProblem(end)) return end;
    if (end.code === undefined || end.code < element.code) return undefined;
    at += 1 + end.length;
  }
  return { length: at + 1 - start, cost };
}

function elementAt(pattern: string, at: number): Piece | PieceProblem | undefined {
  const code = pattern.codePointAt(at);
  if (code === undefined) return undefined;
  const rest = pattern.slice(at);
  if (rest.startsWith('[:') && rest.includes(':]', 2)) {
    const [posix] = POSIX.exec(rest) ?? [];
    return posix === undefined ? undefined : { length: posix.length, cost: PERL_CLASSES };
  }
  if (/^\\[dDsSwW]/.test(rest)) return { length: 2, cost: PERL_CLASSES };
  if (rest.startsWith('\\')) return escapeAt(pattern, at);
  // Half a surrogate pair is sent as U+FFFD.
  return { length: code > 0xffff ? 2 : 1, cost: 4, code: code >= 0xd800 && code <= 0xdfff ? 0xfffd : code };
}
