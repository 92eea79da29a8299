import { KNOWN_AGGREGATES } from './aggregateFunctions.js';
import type { DimensionSpec } from './catalogSpec.js';
import { defineGrains } from './defineGrains.js';
import type { Dimension, ValueType } from './definitions.js';
import { entriesOf, metadataOf, readExpression, type Draft } from './draft.js';
import type { Expression } from './expression.js';
import type { ReferenceLookup } from './parseExpression.js';
import { isProblem } from './tokenizeSql.js';
import { DEFAULT_CLICKHOUSE_TYPE, typeConflict } from './valueTypeOf.js';

/** Dimensions of a dataset, with references expanded. Those of a measure have a type of their own only once all datasets are known. */
export function defineDimensions(draft: Draft, references: ReferenceLookup): ReadonlyMap<string, Dimension> {
  const dimensions = new Map<string, Dimension>();
  for (const [name, spec] of entriesOf(draft.spec.dimensions)) {
    checkKind(draft, name, spec);
    const sql = references(name);
    if (isProblem(sql)) {
      draft.report(['dimensions', name, kindOf(spec) ?? 'sql'], sql.problem);
      continue;
    }
    checkNoAggregate(draft, name, sql);
    const type = spec.type ?? (spec.geo === undefined ? 'float' : 'string');
    const dimension: Dimension = {
      ...metadataOf(spec),
      name,
      type,
      sql,
      clickhouseType: typeOf(draft, name, { type, of: name }),
      conforms: spec.conforms,
      grains: defineGrains(draft, { name, type, spec }),
      ofMeasure: ofMeasure(spec),
    };
    dimensions.set(name, { ...dimension, choices: choicesOf(draft, { dimension, spec }, references) });
  }
  return dimensions;
}

const KINDS = ['sql', 'case', 'geo', 'measure', 'choices'] as const;

function kindOf(spec: DimensionSpec): (typeof KINDS)[number] | undefined {
  return KINDS.find((kind) => spec[kind] !== undefined);
}

function checkKind({ report }: Draft, name: string, spec: DimensionSpec): void {
  const given = KINDS.filter((kind) => spec[kind] !== undefined);
  const path = ['dimensions', name];
  if (given.length > 1)
    report(path, `A dimension is one of ${KINDS.join(', ')}; this one is ${given.join(' and ')}.`);
  if (spec.else !== undefined && spec.case === undefined)
    report([...path, 'else'], '"else" belongs to "case".');
  if (spec.case?.length === 0) report([...path, 'case'], '"case" needs at least one { when, then }.');
  if (spec.choices !== undefined && Object.keys(spec.choices).length === 0)
    report([...path, 'choices'], '"choices" needs at least one expression.');
  if (spec.type === undefined && spec.geo === undefined && spec.measure === undefined)
    report([...path, 'type'], 'A dimension needs a "type".');
  if (spec.geo !== undefined && spec.type !== undefined && spec.type !== 'string')
    report([...path, 'type'], `A place is a string ("latitude,longitude"), not ${spec.type}.`);
}

function checkNoAggregate({ report }: Draft, name: string, sql: Expression): void {
  const aggregate = KNOWN_AGGREGATES.find((known) => sql.functions.has(known));
  if (aggregate !== undefined)
    report(
      ['dimensions', name, 'sql'],
      `"${aggregate}" is an aggregate function: a dimension is a value of each row; declare a measure.`,
    );
}

function ofMeasure({ measure }: DimensionSpec): Dimension['ofMeasure'] {
  const [relationship, member] = measure?.split('.') ?? [];
  return relationship === undefined || member === undefined ? undefined : { relationship, member };
}

/** The same dimension over each expression. The first is the dimension itself, so that nothing changes when nobody chooses. */
function choicesOf(
  draft: Draft,
  { dimension, spec }: { dimension: Dimension; spec: DimensionSpec },
  references: ReferenceLookup,
): Dimension['choices'] {
  if (spec.choices === undefined) return undefined;
  const { name, type } = dimension;
  const choices = new Map<string, Dimension>();
  for (const [choice, text] of Object.entries(spec.choices)) {
    const path = ['dimensions', name, 'choices', choice];
    if (!/^[a-z][A-Za-z0-9]*$/.test(choice))
      draft.report(
        path,
        `"${choice}" is not a valid name: use a lower-case letter, then letters and digits.`,
      );
    const sql = readExpression(draft, { path, text }, references);
    if (sql === undefined) continue;
    checkNoAggregate(draft, name, sql);
    choices.set(choice, {
      ...dimension,
      sql,
      clickhouseType: typeOf(draft, name, { type, of: `${name}.${choice}` }),
    });
  }
  return choices;
}

function typeOf(
  { spec, types, report }: Draft,
  name: string,
  { type, of }: { type: ValueType; of: string },
): string {
  const reported = types?.dimensions.get(`${spec.dataset}.${of}`);
  if (reported === undefined) return DEFAULT_CLICKHOUSE_TYPE[type];
  // Without a declared type it is that of the measure, which is not known here.
  const declared = spec.dimensions?.[name]?.type;
  const conflict = declared === undefined ? undefined : typeConflict(declared, reported);
  if (conflict !== undefined) report(['dimensions', name, 'type'], conflict);
  return reported;
}
