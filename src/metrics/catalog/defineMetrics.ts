import type { MetricSpec } from './catalogSpec.js';
import type { Measure, Metric, MetricDefinition, ValueType } from './definitions.js';
import { isNumber } from './valueTypeOf.js';
import { entriesOf, metadataOf, readExpression, unknownName, type Draft } from './draft.js';
import type { Formula } from './formula.js';
import { formulaNames, parseFormula } from './parseFormula.js';
import type { ReferenceLookup } from './parseExpression.js';
import { isProblem } from './tokenizeSql.js';

const KINDS = [
  'ratio',
  'derived',
  'filtered',
  'cumulative',
  'shift',
  'conversion',
  'funnel',
  'retention',
] as const satisfies readonly (keyof MetricSpec)[];

export interface MetricInputs {
  readonly measures: ReadonlyMap<string, Measure>;
  /** Measures that are valid but not served; metrics over them are not served either. */
  readonly unserved: ReadonlyMap<string, Metric>;
  readonly references: ReferenceLookup;
}

/** Metrics of a dataset, in the order they are written, unserved measures among them. */
export function defineMetrics(draft: Draft, inputs: MetricInputs): ReadonlyMap<string, Metric> {
  const specs = new Map(entriesOf(draft.spec.metrics));
  const definitions = new Map<string, MetricDefinition>();
  for (const [name, spec] of specs) {
    const definition = readDefinition(draft, { name, spec }, inputs);
    if (definition !== undefined) definitions.set(name, definition);
  }
  const typed = new Typing(draft, inputs, definitions);
  const metrics = new Map<string, Metric>(inputs.unserved);
  for (const [name, definition] of definitions) {
    const found = typed.metric(name);
    if (found === undefined) continue;
    const served: MetricDefinition =
      found.unserved === undefined || definition.kind === 'unserved'
        ? definition
        : { kind: 'unserved', reason: found.unserved };
    metrics.set(name, {
      ...metadataOf(specs.get(name) as MetricSpec),
      name,
      type: found.type,
      definition: served,
    });
  }
  return metrics;
}

function readDefinition(
  draft: Draft,
  { name, spec }: { name: string; spec: MetricSpec },
  { references }: MetricInputs,
): MetricDefinition | undefined {
  const path = ['metrics', name] as const;
  const kinds = KINDS.filter((kind) => spec[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    draft.report(
      path,
      `A metric has exactly one of ${KINDS.join(', ')}; this one has ${kinds.length === 0 ? 'none' : kinds.join(' and ')}.`,
    );
    return undefined;
  }
  if (spec.ratio !== undefined)
    return { kind: 'ratio', numerator: { of: spec.ratio[0] }, denominator: { of: spec.ratio[1] } };
  if (spec.filtered !== undefined) {
    const where = readExpression(
      draft,
      { path: [...path, 'filtered', 'where'], text: spec.filtered.where },
      references,
    );
    return where === undefined ? undefined : { kind: 'filtered', of: spec.filtered.of, where };
  }
  if (spec.derived !== undefined) {
    const formula = parseFormula(spec.derived);
    if (!isProblem(formula)) return { kind: 'derived', formula, inputs: new Map() };
    draft.report([...path, 'derived'], formula.problem);
    return undefined;
  }
  return { kind: 'unserved', reason: `Metrics of kind "${kind}" are not served by this version.` };
}

interface Typed {
  readonly type: ValueType;
  /** Why it cannot be answered, when something it needs cannot. */
  readonly unserved?: string | undefined;
}

/** Follows references to find unknown names, circles, types, and what is not served because something below is not. */
class Typing {
  readonly #done = new Map<string, Typed | undefined>();
  readonly #open: string[] = [];

  constructor(
    private readonly draft: Draft,
    private readonly inputs: MetricInputs,
    private readonly definitions: ReadonlyMap<string, MetricDefinition>,
  ) {}

  /** Undefined when the metric, or one it needs, is wrong; the reason is reported where it lies. */
  metric(name: string): Typed | undefined {
    if (this.#done.has(name)) return this.#done.get(name);
    const definition = this.definitions.get(name) as MetricDefinition;
    if (this.#open.includes(name)) {
      const circle = [...this.#open.slice(this.#open.indexOf(name)), name];
      this.draft.report(['metrics', name], `Metrics refer to each other in a circle: ${circle.join(' → ')}.`);
      for (const member of circle) this.#done.set(member, undefined);
      return undefined;
    }
    this.#open.push(name);
    const typed = this.#typed(name, definition);
    this.#open.pop();
    // A circle found below has already settled this name.
    if (!this.#done.has(name)) this.#done.set(name, typed);
    return this.#done.get(name);
  }

  #typed(name: string, definition: MetricDefinition): Typed | undefined {
    switch (definition.kind) {
      case 'unserved':
        return { type: 'float', unserved: definition.reason };
      case 'filtered':
      case 'cumulative':
      case 'shift':
      case 'level':
      case 'rank':
      case 'conversion':
        return this.#part('of' in definition ? definition.of : definition.base, [
          'metrics',
          name,
          'filtered',
          'of',
        ]);
      case 'ratio': {
        const parts = [definition.numerator, definition.denominator].map(({ of: part }, index) =>
          this.#number(part, ['metrics', name, 'ratio', index]),
        );
        return parts.every((part) => part !== undefined)
          ? { type: 'float', unserved: parts.find(({ unserved }) => unserved)?.unserved }
          : undefined;
      }
      case 'derived': {
        const parts = new Map(
          [...formulaNames(definition.formula)].map((part) => [
            part,
            this.#number(part, ['metrics', name, 'derived']),
          ]),
        );
        const known = [...parts.values()];
        if (parts.size === 0)
          this.draft.report(['metrics', name, 'derived'], 'The formula names no measure or metric.');
        if (parts.size === 0 || !known.every((part) => part !== undefined)) return undefined;
        const unserved = known.find((part) => part.unserved !== undefined)?.unserved;
        return {
          type: formulaType(definition.formula, (part) => parts.get(part)?.type ?? 'float'),
          unserved,
        };
      }
    }
  }

  #number(name: string, path: readonly (string | number)[]): Typed | undefined {
    const part = this.#part(name, path);
    if (part === undefined || isNumber(part.type)) return part;
    this.draft.report(path, `"${name}" is of type ${part.type}; only numbers can be computed with.`);
    return undefined;
  }

  #part(name: string, path: readonly (string | number)[]): Typed | undefined {
    const { measures, unserved } = this.inputs;
    const measure = measures.get(name);
    if (measure !== undefined) return { type: measure.type };
    const later = unserved.get(name);
    if (later !== undefined)
      return {
        type: later.type,
        unserved: `It needs "${name}", which is a semi-additive measure and not served by this version.`,
      };
    if (this.definitions.has(name)) {
      const metric = this.metric(name);
      return metric?.unserved === undefined
        ? metric
        : { ...metric, unserved: `It needs "${name}", which is not served by this version.` };
    }
    const declared = [
      ...Object.keys(this.draft.spec.measures ?? {}),
      ...Object.keys(this.draft.spec.metrics ?? {}),
    ];
    // A member that is declared but broken has its own report.
    if (!declared.includes(name)) this.draft.report(path, unknownName('measure or metric', name, declared));
    return undefined;
  }
}

/** Meaning of a formula's value: a division or a broken literal is a float, decimals stay decimals, whole numbers stay whole. */
function formulaType(formula: Formula, typeOf: (name: string) => ValueType): ValueType {
  const widest = (types: readonly ValueType[]): ValueType =>
    types.includes('float') ? 'float' : types.includes('decimal') ? 'decimal' : 'integer';
  switch (formula.kind) {
    case 'name':
      return typeOf(formula.name);
    case 'number':
      return /^\d+$/.test(formula.text) ? 'integer' : 'float';
    case 'binary':
      return formula.operator === '/'
        ? 'float'
        : widest([formulaType(formula.left, typeOf), formulaType(formula.right, typeOf)]);
    case 'call':
      return widest(
        (formula.name === 'round' || formula.name === 'nullif' ? formula.args.slice(0, 1) : formula.args).map(
          (arg) => formulaType(arg, typeOf),
        ),
      );
  }
}
