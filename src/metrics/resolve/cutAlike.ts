import { calendarStep } from './baseGrain.js';
import type { DimensionField } from './resolvedQuery.js';

/** A time, cut as another one is shown: by its grain, its part or its interval, or by the calendar that its days are looked up in. */
export function cutAlike(time: DimensionField, shown: DimensionField): DimensionField {
  const { grain, part, interval } = shown;
  const step = calendarStep(shown);
  if (step === undefined) return { ...time, grain, part, interval };
  const { relationship } = step;
  const on = relationship.on.map(({ to }) => ({ from: time.dimension.sql, to }));
  const day: DimensionField = { ...time, grain: 'DAY', part: undefined, interval: undefined };
  return { ...shown, path: [...time.path, { ...step, relationship: { ...relationship, on }, day }] };
}
