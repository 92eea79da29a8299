/**
 * The two ways in which a word of the catalog gets into a statement of this folder. Statements that create roles and policies take no parameters, so here, and
 * nowhere else in the product, values stand in the text.
 */

/** Always in backticks: no list of reserved words to keep. */
export function quotedName(name: string): string {
  return `\`${escaped(name, '`')}\``;
}

export function quotedText(text: string): string {
  return `'${escaped(text, "'")}'`;
}

const CONTROLS: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
};

function escaped(text: string, quote: string): string {
  // The backslash first of all: it begins every escape.
  return [...text]
    .map((char) => (char === '\\' || char === quote ? `\\${char}` : (CONTROLS[char] ?? char)))
    .join('');
}

/** A line of a comment: what is in it cannot end it. */
export function remark(text: string): string {
  return `-- ${text.replace(/[\r\n\u2028\u2029]+/g, ' ')}`;
}
