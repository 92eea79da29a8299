import type { References } from './references.js';
import { type MeasureRef, type Where } from './references.js';

/** What no formula of a catalog can say. */
export class NotAFormula extends Error {}

interface Naming {
  readonly where: Where;
  readonly name: (ref: MeasureRef) => string;
}

/** SQL over measures as arithmetic: names in the place of references, functions in lower case, casts left out, CASE as `if`. */
export function formula(references: References, sql: string, naming: Naming): string {
  const around = sql.replace(/\{[^{}]+\}/g, '0');
  const branches = /^\s*case\s+(.*?)(?:\s+else\s+(.*?))?\s+end\s*$/is.exec(sql);
  if (branches !== null)
    return caseOf(references, { when: branches[1] ?? '', otherwise: branches[2] }, naming);
  if (/\b(case|when|sum|avg|min|max|count)\b/i.test(around) || /'|<|>/.test(around))
    throw new NotAFormula(`"${sql}" is more than arithmetic over measures.`);
  const text = written(references, sql, naming);
  if (text.includes('::')) throw new NotAFormula(`"${sql}" converts what it computes.`);
  return text;
}

/** A condition over measures: comparisons with AND, OR and NOT. */
export function condition(references: References, sql: string, naming: Naming): string {
  if (sql.includes("'") || sql.includes('::')) throw new NotAFormula(`"${sql}" compares more than numbers.`);
  return written(references, sql, naming)
    .replace(/\b(and|or|not)\b/gi, (word) => word.toLowerCase())
    .replace(/<>/g, '!=');
}

function caseOf(
  references: References,
  { when, otherwise }: { when: string; otherwise: string | undefined },
  naming: Naming,
): string {
  const branches = [...when.matchAll(/when\s+(.*?)\s+then\s+(.*?)(?=\s+when\s|$)/gis)];
  if (branches.length === 0) throw new NotAFormula(`"${when}" has no branch.`);
  return branches.reduceRight<string | undefined>(
    (rest, [, test = '', value = '']) => {
      const parts = [condition(references, test, naming), formula(references, value, naming)];
      return `if(${[...parts, ...(rest === undefined ? [] : [rest])].join(', ')})`;
    },
    otherwise === undefined ? undefined : formula(references, otherwise, naming),
  ) as string;
}

function written(references: References, sql: string, { where, name }: Naming): string {
  const named = sql.replace(/\{([^{}]+)\}/g, (whole, reference: string) => {
    const target = references.target(reference, where);
    if (target.kind !== 'measure') throw new NotAFormula(`"${whole}" is no measure.`);
    return name(target);
  });
  return castless(named.trim())
    .replace(/\b[A-Za-z_]+(?=\s*\()/g, (word) => word.toLowerCase())
    .replace(/(\d)\.(?=\D|$)/g, '$1.0');
}

/** `(x)::int` → `round(x)`; other casts of numbers change nothing here. */
function castless(text: string): string {
  const whole = /^\((.*)\)::(\w+)$/s.exec(text);
  if (whole !== null) {
    const inner = castless(whole[1] ?? '');
    return /^(int|integer|bigint)/i.test(whole[2] ?? '') ? `round(${inner})` : `(${inner})`;
  }
  return text.replace(/::(?:float8?|numeric|decimal|double precision)\b/gi, '');
}

/** Division as of whole numbers, in formulas of one division and no sums. */
export function wholeDivision(text: string): string {
  if (!/^[^/]*\/[^/]*$/.test(text) || /[+-]|\d\.\d/.test(text)) return text;
  const rounded = /^round\((.*)\)$/s.exec(text)?.[1];
  return rounded === undefined ? `floor(${text})` : `round(floor(${rounded}))`;
}
