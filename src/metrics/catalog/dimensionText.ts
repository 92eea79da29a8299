import type { CaseValue, DimensionSpec } from './catalogSpec.js';
import { parseExpression } from './parseExpression.js';
import { isProblem } from './tokenizeSql.js';

/** The ClickHouse expression that a dimension stands for, before its references are replaced. */
export function dimensionText(name: string, spec: DimensionSpec): string {
  if (spec.case !== undefined) {
    // Each part in parentheses: a comma in one must not make two.
    const branches = spec.case.flatMap(({ when, then }) => [`(${when})`, caseValue(then)]);
    const otherwise = spec.else === undefined ? 'NULL' : caseValue(spec.else);
    return `multiIf(${[...branches, otherwise].join(', ')})`;
  }
  if (spec.geo !== undefined)
    return `concat(toString(${spec.geo.latitude}), ',', toString(${spec.geo.longitude}))`;
  const [choice] = Object.values(spec.choices ?? {});
  return choice ?? spec.sql ?? ownColumn(name);
}

function caseValue(value: CaseValue): string {
  return typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : `(${value.sql})`;
}

/** The column a dimension without `sql` reads. Quoted when the name alone would be a word of SQL. */
function ownColumn(name: string): string {
  const bare = parseExpression(name);
  return isProblem(bare) || !bare.identifiers.has(name) ? `\`${name}\`` : name;
}
