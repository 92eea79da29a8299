import type { PresetEvents } from '../../catalog/preset.js';
import type { EventFilter } from '../../query/journey.js';
import type { IssuePath } from '../issues.js';
import { allOf, resolveFilter } from '../resolveWhere.js';
import type { DimensionField, ResolvedTime, RowFilter } from '../resolvedQuery.js';
import type { Scope } from '../scope.js';

/** What all of these views have resolved before their own arguments. */
export interface JourneyParts {
  readonly entity: DimensionField;
  readonly time: DimensionField;
  readonly range: ResolvedTime | undefined;
  readonly now: number;
  readonly today: string;
}

/** Which events count, undefined for all of them. */
export function resolveEvents(
  scope: Scope,
  events: EventFilter | undefined,
  path: IssuePath,
): RowFilter | undefined {
  return events === undefined ? undefined : resolveFilter(scope, events, path);
}

/** The same where they are not asked for but those of a preset. Mistakes are the catalog's, and were found before it was served. */
export function presetEvents(
  scope: Scope,
  events: PresetEvents | undefined,
  path: IssuePath,
): RowFilter | undefined {
  const { where, segments } = events ?? {};
  if (where === undefined || 'where' in where)
    return resolveFilter(scope, { where: where?.where, segments }, path);
  return allOf([
    { kind: 'expression', dataset: scope.dataset, path: [], sql: where },
    resolveFilter(scope, { segments }, path),
  ]);
}

/** One of several words, the first when none is said. */
export function resolveWord<Word extends string>(
  { issues }: Scope,
  { asked, words }: { asked: string | undefined; words: readonly [Word, ...Word[]] },
  path: IssuePath,
): Word {
  const found = words.find((word) => word === asked);
  if (found !== undefined || asked === undefined) return found ?? words[0];
  const sentence = `There is no ${String(path.at(-1))} ${JSON.stringify(asked)}.`;
  issues.unknown('INVALID_ARGUMENT', path, { sentence, name: asked, candidates: words });
  return words[0];
}
