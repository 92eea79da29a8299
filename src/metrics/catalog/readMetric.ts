import type { FilterSpec, InputSpec, MetricSpec, PairSpec } from './metricSpec.js';
import type { MetricDefinition, MetricFilter, MetricInput } from './definitions.js';
import type { Draft } from './draft.js';
import type { Formula } from './formula.js';
import { formulaNames, parseFormula } from './parseFormula.js';
import { readFrame, readShift, readSpan } from './readFrame.js';
import { isProblem } from './tokenizeSql.js';

const KINDS = [
  'ratio', 'derived', 'filtered', 'cumulative', 'shift', 'conversion', 'level', 'rank', 'funnel', 'retention',
] as const satisfies readonly (keyof MetricSpec)[]; // prettier-ignore

/** How many kinds of metric a specification is; one is right. */
export function countKinds(spec: MetricSpec): number {
  return KINDS.filter((kind) => spec[kind] !== undefined).length;
}

/** What reads the definitions of one file: those of a dataset, or those over several. */
export interface MetricReading {
  readonly report: Draft['report'];
  /** Where the metrics stand in the file. */
  readonly root: readonly string[];
  /** Dataset that plain names are members of. */
  readonly dataset: string;
  /** Names of the grains that time dimensions have of their own. */
  readonly grains: readonly string[];
  /** Reads a condition in SQL, or reports why it cannot; undefined where there are no columns it could read. */
  readonly expression: ((path: Path, text: string) => MetricFilter | undefined) | undefined;
}

type Path = readonly (string | number)[];

/** The definition of a metric, with what can be judged without the rest of the catalog; undefined when it is wrong, which is reported. */
export function readMetric(
  reading: MetricReading,
  name: string,
  spec: MetricSpec,
): MetricDefinition | undefined {
  const path = [...reading.root, name];
  const kinds = KINDS.filter((kind) => spec[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    reading.report(
      path,
      `A metric has exactly one of ${KINDS.join(', ')}; this one has ${kinds.length === 0 ? 'none' : kinds.join(' and ')}.`,
    );
    return undefined;
  }
  if (spec.inputs !== undefined && spec.derived === undefined)
    reading.report([...path, 'inputs'], '"inputs" name the parts of a formula: they belong to "derived".');
  return new DefinitionReader(reading, path).read(spec);
}

class DefinitionReader {
  constructor(
    private readonly reading: MetricReading,
    private readonly path: Path,
  ) {}

  read(spec: MetricSpec): MetricDefinition | undefined {
    const { report } = this.reading;
    if (spec.ratio !== undefined) {
      const [numerator, denominator] = spec.ratio.map((part, index) => this.#input(part, ['ratio', index]));
      return numerator && denominator && { kind: 'ratio', numerator, denominator };
    }
    if (spec.derived !== undefined) return this.#derived(spec.derived, spec.inputs ?? {});
    if (spec.filtered !== undefined) {
      const where = this.#filter(spec.filtered.where, ['filtered', 'where']);
      return where && { kind: 'filtered', of: spec.filtered.of, where };
    }
    if (spec.cumulative !== undefined) {
      const frame = readFrame(spec.cumulative, this.reading.grains, (at, message) =>
        report([...this.path, 'cumulative', ...at], message),
      );
      return frame && { kind: 'cumulative', of: spec.cumulative.of, frame };
    }
    if (spec.shift !== undefined) {
      const { of, ...asked } = spec.shift;
      const shift = readShift(asked, this.reading.grains, (at, message) =>
        report([...this.path, 'shift', ...at], message),
      );
      return shift && { kind: 'shift', of, shift };
    }
    if (spec.conversion !== undefined) return this.#conversion(spec.conversion);
    if (spec.level !== undefined) {
      const { of, keep, drop } = spec.level;
      if ((keep === undefined) !== (drop === undefined)) return { kind: 'level', of, keep, drop };
      report(
        [...this.path, 'level'],
        'A level has exactly one of "keep" (only by these dimensions) and "drop" (by all but these).',
      );
      return undefined;
    }
    // A funnel or a retention is no number (`definePresets`).
    return spec.rank && { kind: 'rank', of: spec.rank.of, by: spec.rank.by };
  }

  #derived(text: string, specs: NonNullable<MetricSpec['inputs']>): MetricDefinition | undefined {
    const { report } = this.reading;
    const formula: Formula | { problem: string } = parseFormula(text);
    const inputs = new Map<string, MetricInput>();
    let wrong = false;
    for (const [name, spec] of Object.entries(specs)) {
      const input = this.#input(spec, ['inputs', name]);
      if (input === undefined) wrong = true;
      else inputs.set(name, input);
    }
    if (isProblem(formula)) {
      report([...this.path, 'derived'], formula.problem);
      return undefined;
    }
    const names = formulaNames(formula);
    for (const name of Object.keys(specs)) {
      if (!names.has(name)) report([...this.path, 'inputs', name], `The formula does not read "${name}".`);
    }
    return wrong ? undefined : { kind: 'derived', formula, inputs };
  }

  #conversion(spec: NonNullable<MetricSpec['conversion']>): MetricDefinition | undefined {
    const [dataset, measure] = spec.conversion.includes('.')
      ? (spec.conversion.split('.', 2) as [string, string])
      : [this.reading.dataset, spec.conversion];
    let wrong = false;
    const report = (at: Path, message: string): void => {
      wrong = true;
      this.reading.report([...this.path, 'conversion', ...at], message);
    };
    const window =
      spec.window === undefined
        ? undefined
        : readSpan(spec.window, (at, message) => report(['window', ...at], message));
    const where = spec.where === undefined ? undefined : this.#filter(spec.where, ['conversion', 'where']);
    if (wrong || (spec.where !== undefined && where === undefined)) return undefined;
    return {
      kind: 'conversion',
      base: spec.base,
      conversion: { dataset, measure },
      on: [spec.entity, ...(spec.constant ?? [])].map(pairOf),
      window,
      show: spec.show ?? 'rate',
      where,
    };
  }

  #input(spec: string | InputSpec, at: Path): MetricInput | undefined {
    if (typeof spec === 'string') return { of: spec };
    const where = spec.where === undefined ? undefined : this.#filter(spec.where, [...at, 'where']);
    const shift =
      spec.shift === undefined
        ? undefined
        : readShift(spec.shift, this.reading.grains, (inner, message) =>
            this.reading.report([...this.path, ...at, 'shift', ...inner], message),
          );
    const wrong =
      (spec.where !== undefined && where === undefined) || (spec.shift !== undefined && shift === undefined);
    return wrong ? undefined : { of: spec.of, where, shift };
  }

  #filter(where: FilterSpec, at: Path): MetricFilter | undefined {
    const path = [...this.path, ...at];
    if (typeof where !== 'string') return { where };
    if (this.reading.expression !== undefined) return this.reading.expression(path, where);
    this.reading.report(
      path,
      'SQL reads the columns of one dataset: write the condition over shared dimensions, as in { country: { eq: DE } }.',
    );
    return undefined;
  }
}

function pairOf(pair: PairSpec): { readonly base: string; readonly conversion: string } {
  return typeof pair === 'string' ? { base: pair, conversion: pair } : pair;
}
