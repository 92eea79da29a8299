import type { References } from './references.js';
import { type MeasureRef, type Where } from './references.js';

/** What no formula of a catalog can say. */
export class NotAFormula extends Error {}

/** SQL over measures as arithmetic: names in the place of references, functions in lower case, casts left out. */
export function formula(
  references: References,
  sql: string,
  { where, name }: { where: Where; name: (ref: MeasureRef) => string },
): string {
  const named = sql.replace(/\{([^{}]+)\}/g, (whole, reference: string) => {
    const target = references.target(reference, where);
    if (target.kind !== 'measure') throw new NotAFormula(`"${whole}" is no measure.`);
    return name(target);
  });
  const text = castless(named.trim())
    .replace(/\b[A-Za-z_]+(?=\s*\()/g, (word) => word.toLowerCase())
    .replace(/(\d)\.(?=\D|$)/g, '$1.0');
  const around = sql.replace(/\{[^{}]+\}/g, '0');
  if (/\b(case|when|sum|avg|min|max|count)\b/i.test(around) || /'|<|>/.test(around) || text.includes('::'))
    throw new NotAFormula(`"${sql}" is more than arithmetic over measures.`);
  return text;
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
