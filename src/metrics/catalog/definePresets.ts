import {
  COHORT_RULES,
  FUNNEL_ANCHORS,
  FUNNEL_BETWEEN,
  FUNNEL_TIES,
  JOURNEY_GRAINS,
  RETENTION_MODES,
} from '../query/journey.js';
import { entriesOf, metadataOf, readExpression, unknownName, type Draft } from './draft.js';
import type { EventsSpec, FunnelSpec, MetricSpec, RetentionSpec } from './metricSpec.js';
import type { ReferenceLookup } from './parseExpression.js';
import type { FunnelPreset, Preset, PresetEvents, RetentionPreset } from './preset.js';
import { readSpan } from './readFrame.js';

type Path = readonly (string | number)[];

/** Whether a metric of the file is no number but a funnel or a retention with a name. */
export function isPreset({ funnel, retention }: MetricSpec): boolean {
  return funnel !== undefined || retention !== undefined;
}

/** Funnels and retentions of a dataset, in the order they are written. Names are looked up when they are tried out (`checkMetrics`). */
export function definePresets(draft: Draft, references: ReferenceLookup): ReadonlyMap<string, Preset> {
  const presets = new Map<string, Preset>();
  const arguments_ = new Map<string, string>();
  for (const [name, spec] of entriesOf(draft.spec.metrics)) {
    if (!isPreset(spec)) continue;
    const path = ['metrics', name];
    // In an enum both would be one value.
    const other = arguments_.get(name.toLowerCase());
    if (other !== undefined)
      draft.report(
        path,
        `"${name}" and "${other}" differ in upper and lower case only: choose another name.`,
      );
    arguments_.set(name.toLowerCase(), name);
    for (const key of ['fill', 'spine', 'inputs'] as const)
      if (spec[key] !== undefined) draft.report([...path, key], `A funnel or retention has no "${key}".`);
    const entry = { ...metadataOf(spec), name };
    const reader = new PresetReader(draft, references, path);
    if (spec.funnel !== undefined)
      presets.set(name, { ...entry, kind: 'funnel', funnel: reader.funnel(spec.funnel) });
    else if (spec.retention !== undefined)
      presets.set(name, { ...entry, kind: 'retention', retention: reader.retention(spec.retention) });
  }
  return presets;
}

/** Goes on after a mistake: it is reported, and the catalog is not used. */
class PresetReader {
  constructor(
    private readonly draft: Draft,
    private readonly references: ReferenceLookup,
    private readonly path: Path,
  ) {}

  funnel({ entity, steps, window, sameEvent, ...rules }: FunnelSpec): FunnelPreset {
    const at = ['funnel'];
    const span = readSpan(window, (inner, message) => this.#report([...at, 'window', ...inner], message));
    return {
      entity,
      steps: steps.map(({ name, ...events }, index) => ({
        name,
        ...this.#events(events, [...at, 'steps', index]),
      })),
      window: span ?? { n: 1, unit: 'DAY' },
      anchor: this.#word(rules.anchor, FUNNEL_ANCHORS, [...at, 'anchor']),
      ties: this.#word(rules.ties, FUNNEL_TIES, [...at, 'ties']),
      sameEvent,
      between: this.#word(rules.between, FUNNEL_BETWEEN, [...at, 'between']),
    };
  }

  retention({ entity, grain, periods, overall, ...rules }: RetentionSpec): RetentionPreset {
    const at = ['retention'];
    const events = (spec: EventsSpec | undefined, key: string) =>
      spec === undefined ? undefined : this.#events(spec, [...at, key]);
    return {
      entity,
      grain: this.#word(grain, JOURNEY_GRAINS, [...at, 'grain']) ?? 'DAY',
      periods,
      cohort: this.#word(rules.cohort, COHORT_RULES, [...at, 'cohort']),
      mode: this.#word(rules.mode, RETENTION_MODES, [...at, 'mode']),
      cohortEvent: events(rules.cohortEvent, 'cohortEvent'),
      returnEvent: events(rules.returnEvent, 'returnEvent'),
      overall,
    };
  }

  #events({ where, segments }: EventsSpec, at: Path): PresetEvents {
    if (typeof where !== 'string') return { segments, where: where === undefined ? undefined : { where } };
    const path = [...this.path, ...at, 'where'];
    return { segments, where: readExpression(this.draft, { path, text: where }, this.references) };
  }

  /** Words may be in lower or upper case. */
  #word<Word extends string>(text: string | undefined, words: readonly Word[], at: Path): Word | undefined {
    const found = words.find((word) => word === text?.toUpperCase());
    if (found === undefined && text !== undefined)
      this.#report(at, unknownName(String(at.at(-1)), text, words));
    return found;
  }

  #report(at: Path, message: string): void {
    this.draft.report([...this.path, ...at], message);
  }
}
