/** Significant digits of a float in a table; the whole part and two decimals are always shown. */
const DIGITS = 6;

/**
 * A value as one cell of a table for people. A float keeps six digits, enough to compare and short enough to read; JSON and CSV keep
 * all of them. Control characters are shown, not sent: a text of the warehouse must not move the cursor or recolour the terminal.
 */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return showNumber(value);
  return visible(typeof value === 'string' ? value : JSON.stringify(value));
}

function showNumber(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  const wholeDigits = Math.floor(Math.log10(Math.abs(value))) + 1;
  return String(Number(value.toPrecision(Math.max(DIGITS, wholeDigits + 2))));
}

/** Line breaks stay: the statements of `info { sql }` are read as they are laid out. */
function visible(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '  ')
    .replaceAll(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
