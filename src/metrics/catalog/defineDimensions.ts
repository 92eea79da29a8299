import { KNOWN_AGGREGATES } from './aggregateFunctions.js';
import type { DimensionSpec } from './catalogSpec.js';
import { closestNames, didYouMean } from './closestNames.js';
import type { Dimension } from './definitions.js';
import { entriesOf, metadataOf, type Draft } from './draft.js';
import type { Expression } from './expression.js';
import { parseExpression, type ReferenceLookup } from './parseExpression.js';
import { isProblem, type Problem } from './tokenizeSql.js';
import { DEFAULT_CLICKHOUSE_TYPE, typeConflict } from './valueTypeOf.js';

/** Dimensions of a dataset, with `{name}` references expanded, and the lookup that expands them in measures and segments. */
export function defineDimensions(draft: Draft): {
  dimensions: ReadonlyMap<string, Dimension>;
  references: ReferenceLookup;
} {
  const { spec, report } = draft;
  const references = referenceLookup(spec.dimensions ?? {});
  const dimensions = new Map<string, Dimension>();
  for (const [name, dimension] of entriesOf(spec.dimensions)) {
    const sql = references(name);
    if (isProblem(sql)) {
      report(['dimensions', name, 'sql'], sql.problem);
      continue;
    }
    const aggregate = KNOWN_AGGREGATES.find((known) => sql.functions.has(known));
    if (aggregate !== undefined)
      report(
        ['dimensions', name, 'sql'],
        `"${aggregate}" is an aggregate function: a dimension is a value of each row; declare a measure.`,
      );
    dimensions.set(name, {
      ...metadataOf(dimension),
      name,
      type: dimension.type,
      sql,
      clickhouseType: typeOf(draft, name, dimension),
      conforms: dimension.conforms,
    });
  }
  return { dimensions, references };
}

function typeOf({ spec, types, report }: Draft, name: string, { type }: DimensionSpec): string {
  const reported = types?.dimensions.get(`${spec.dataset}.${name}`);
  if (reported === undefined) return DEFAULT_CLICKHOUSE_TYPE[type];
  const conflict = typeConflict(type, reported);
  if (conflict !== undefined) report(['dimensions', name, 'type'], conflict);
  return reported;
}

/** Parses each dimension once; a reference that leads back to itself is a problem, not an endless loop. */
function referenceLookup(specs: Readonly<Record<string, DimensionSpec>>): ReferenceLookup {
  const done = new Map<string, Expression | Problem>();
  const open: string[] = [];
  const lookup: ReferenceLookup = (name) => {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec === undefined)
      return {
        problem: `"{${name}}" is not a dimension of this dataset.${didYouMean(closestNames(name, Object.keys(specs)))}`,
      };
    if (open.includes(name))
      return {
        problem: `Dimensions refer to each other in a circle: ${[...open.slice(open.indexOf(name)), name].join(' → ')}.`,
      };
    const known = done.get(name);
    if (known !== undefined) return known;
    open.push(name);
    const parsed = parseExpression(spec.sql ?? ownColumn(name), lookup);
    open.pop();
    // A result found inside a circle depends on where the circle was entered: only a finished one is kept.
    if (open.length === 0 || !isProblem(parsed)) done.set(name, parsed);
    return parsed;
  };
  return lookup;
}

/** The column a dimension without `sql` reads. Quoted when the name alone would be a word of SQL. */
function ownColumn(name: string): string {
  const bare = parseExpression(name);
  return isProblem(bare) || !bare.identifiers.has(name) ? `\`${name}\`` : name;
}
