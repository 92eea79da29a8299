import type { MetricDefinition, ValueType } from './definitions.js';
import { unknownName } from './draft.js';
import type { Formula } from './formula.js';
import { formulaNames } from './parseFormula.js';
import { isNumber } from './valueTypeOf.js';

type Path = readonly (string | number)[];

/** What a number is and what it is made of: a metric, or a measure in two stages. */
export type NumberDefinition =
  | MetricDefinition
  /** `result` gives the type of the aggregate of numbers of a type. */
  | { readonly kind: 'stage'; readonly of: string; readonly result: (inner: ValueType) => ValueType };

export interface Typed {
  readonly type: ValueType;
}

/** The numbers of one file, and how to find those that are not defined by others. */
export interface NumberWorld {
  readonly definitions: ReadonlyMap<string, NumberDefinition>;
  /** Where a definition stands in the file. */
  readonly pathOf: (name: string) => Path;
  readonly report: (path: Path, message: string) => void;
  /** A measure as it is; `broken` has a report of its own. */
  readonly find: (name: string) => Typed | 'broken' | undefined;
  readonly candidates: () => Iterable<string>;
  /** Why something that has this name is no number. */
  readonly noNumber?: ((name: string) => string | undefined) | undefined;
  /** Type of the events that a conversion counts; undefined, and reported, when they are none. */
  readonly conversionType?: ((definition: Conversion, path: Path) => ValueType | undefined) | undefined;
}

export type Conversion = Extract<MetricDefinition, { kind: 'conversion' }>;

/** Follows references to find unknown names, circles and types. */
export class NumberTyping {
  readonly #done = new Map<string, Typed | undefined>();
  readonly #open: string[] = [];

  constructor(private readonly world: NumberWorld) {}

  /** Undefined when the number, or one it needs, is wrong; the reason is reported where it lies. */
  number(name: string): Typed | undefined {
    if (this.#done.has(name)) return this.#done.get(name);
    if (this.#open.includes(name)) {
      const circle = [...this.#open.slice(this.#open.indexOf(name)), name];
      this.world.report(
        this.world.pathOf(name),
        `Metrics refer to each other in a circle: ${circle.join(' → ')}.`,
      );
      for (const member of circle) this.#done.set(member, undefined);
      return undefined;
    }
    this.#open.push(name);
    const typed = this.#typed(this.world.pathOf(name), this.world.definitions.get(name) as NumberDefinition);
    this.#open.pop();
    // A circle found below has already settled this name.
    if (!this.#done.has(name)) this.#done.set(name, typed);
    return this.#done.get(name);
  }

  /** Any number by its name; nothing is reported. */
  find(name: string): Typed | undefined {
    if (this.world.definitions.has(name)) return this.number(name);
    const found = this.world.find(name);
    return found === 'broken' ? undefined : found;
  }

  #typed(path: Path, definition: NumberDefinition): Typed | undefined {
    const { report } = this.world;
    switch (definition.kind) {
      case 'filtered':
      case 'cumulative':
      case 'shift':
      case 'level':
        return this.#part(definition.of, [...path, definition.kind, 'of']);
      case 'rank': {
        const part = this.#part(definition.of, [...path, 'rank', 'of']);
        if (part?.type === 'list')
          report([...path, 'rank', 'of'], `"${definition.of}" is a list, and lists have no order.`);
        return part && { ...part, type: 'integer' };
      }
      case 'conversion': {
        const base = this.#part(definition.base, [...path, 'conversion', 'base']);
        const type = this.world.conversionType?.(definition, path);
        return base && type && { ...base, type: definition.show === 'rate' ? 'float' : type };
      }
      case 'stage': {
        const inner = this.#part(definition.of, [...path, 'of']);
        return inner && { ...inner, type: definition.result(inner.type) };
      }
      case 'ratio': {
        const parts = [definition.numerator, definition.denominator].map(({ of }, index) =>
          this.#computed(of, [...path, 'ratio', index]),
        );
        return allOf(parts, 'float');
      }
      case 'derived': {
        const { formula, inputs } = definition;
        const parts = new Map(
          [...formulaNames(formula)].map((part) => {
            const input = inputs.get(part);
            const at = input === undefined ? ['derived'] : ['inputs', part, 'of'];
            return [part, this.#computed(input?.of ?? part, [...path, ...at])];
          }),
        );
        if (parts.size === 0) report([...path, 'derived'], 'The formula names no measure or metric.');
        if (parts.size === 0) return undefined;
        return allOf(
          [...parts.values()],
          formulaType(formula, (part) => parts.get(part)?.type ?? 'float'),
        );
      }
    }
  }

  #computed(name: string, path: Path): Typed | undefined {
    const part = this.#part(name, path);
    if (part === undefined || isNumber(part.type)) return part;
    this.world.report(path, `"${name}" is of type ${part.type}; only numbers can be computed with.`);
    return undefined;
  }

  #part(name: string, path: Path): Typed | undefined {
    const { definitions, find, report, candidates, noNumber } = this.world;
    if (definitions.has(name)) return this.number(name);
    const found = find(name);
    if (found === undefined)
      report(path, noNumber?.(name) ?? unknownName('measure or metric', name, candidates()));
    return found === undefined || found === 'broken' ? undefined : found;
  }
}

function allOf(parts: readonly (Typed | undefined)[], type: ValueType): Typed | undefined {
  return parts.every((part) => part !== undefined) ? { type } : undefined;
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
      return widest(valuesOf(formula.name, formula.args).map((arg) => formulaType(arg, typeOf)));
  }
}

/** The arguments whose kind the value of a call has. */
function valuesOf(name: string, args: readonly Formula[]): readonly Formula[] {
  if (name === 'if') return args.slice(1);
  return name === 'round' || name === 'nullif' ? args.slice(0, 1) : args;
}
