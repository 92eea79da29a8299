import type {
  CohortRule,
  FunnelAnchor,
  FunnelBetween,
  FunnelTies,
  JourneyGrain,
  RetentionMode,
} from '../query/journey.js';
import type { Span } from '../query/metricQuery.js';
import type { Metadata, MetricFilter } from './definitions.js';

/** A funnel or a retention with a name: what a view asks that names it. Arguments of the view stand in the place of those here. */
export type Preset = Metadata & { readonly name: string } & (
    | { readonly kind: 'funnel'; readonly funnel: FunnelPreset }
    | { readonly kind: 'retention'; readonly retention: RetentionPreset }
  );

export interface FunnelPreset {
  /** Dotted name of a dimension. */
  readonly entity: string;
  readonly steps: readonly ({ readonly name: string } & PresetEvents)[];
  readonly window: Span;
  readonly anchor?: FunnelAnchor | undefined;
  readonly ties?: FunnelTies | undefined;
  readonly sameEvent?: boolean | undefined;
  readonly between?: FunnelBetween | undefined;
}

export interface RetentionPreset {
  readonly entity: string;
  readonly grain: JourneyGrain;
  readonly periods: number;
  readonly cohort?: CohortRule | undefined;
  readonly mode?: RetentionMode | undefined;
  readonly cohortEvent?: PresetEvents | undefined;
  readonly returnEvent?: PresetEvents | undefined;
  readonly overall?: boolean | undefined;
}

/** Events that count; nothing given: every event of the scope. */
export interface PresetEvents {
  readonly where?: MetricFilter | undefined;
  readonly segments?: readonly string[] | undefined;
}

/** The events that a preset tells apart. */
export function eventsOf(preset: Preset): readonly PresetEvents[] {
  if (preset.kind === 'funnel') return preset.funnel.steps;
  const { cohortEvent, returnEvent } = preset.retention;
  return [cohortEvent, returnEvent].filter((events) => events !== undefined);
}

export function entityOf(preset: Preset): string {
  return preset.kind === 'funnel' ? preset.funnel.entity : preset.retention.entity;
}
