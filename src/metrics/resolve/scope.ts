import type { Dataset } from '../catalog/definitions.js';
import type { RoleCatalog } from '../catalog/roleCatalog.js';
import type { WebsiteFacts } from '../query/websiteFacts.js';
import type { ConditionBudget } from './conditionBudget.js';
import type { IssuePath, Issues } from './issues.js';
import type { GroupFilter, JoinPath, ResolvedQuery, RowFilter } from './resolvedQuery.js';
import type { WebsiteNames } from './names/websiteNames.js';
import type { Shown } from './shown.js';
import type { Zone } from './zone.js';

/** What every part of one question is resolved in. */
export interface Scope {
  readonly catalog: RoleCatalog;
  readonly dataset: Dataset;
  readonly zone: Zone;
  readonly now: Date;
  /** What the metadata store says of the websites that the caller may see. */
  readonly websites: WebsiteFacts;
  readonly issues: Issues;
  /** Shared by all filters of the question. */
  readonly conditions: ConditionBudget;
  /** What filters need of numbers, which need filters themselves. */
  readonly groups: {
    /** The filter of a `having` over groups of the scope's dataset. */
    readonly having: (scope: Scope, having: unknown, path: IssuePath) => GroupFilter | undefined;
    /** A question with the columns that its expressions read and no table has. */
    readonly complete: (scope: Scope, question: ResolvedQuery) => ResolvedQuery;
  };
  /** What the view shows besides numbers; known once its dimensions are, and numbers are resolved after them. */
  readonly shown?: Shown | undefined;
  /** What websites call their own. */
  readonly names: WebsiteNames;
  /** Its rows are not the question's own, but those behind a relationship to many. */
  readonly isBehind?: boolean | undefined;
  /** A question over several facts: the one whose numbers are resolved. */
  readonly fact?: Fact | undefined;
  /** A question over several facts, as a whole. */
  readonly facts?: Facts | undefined;
}

export interface Fact {
  readonly dataset: Dataset;
  /** The dataset under the names that all facts share. */
  readonly shared: Dataset;
  /** Its rows that the view is over. */
  readonly filter: RowFilter | undefined;
  /** The same for numbers that are counted by another of its times: `date` is then that one. */
  readonly countedBy: (time: string) => Fact;
}

export interface Facts {
  /** The scope of one fact, in which the dimensions that `asking` shows are its own; undefined when there is no such dataset. */
  readonly scopeOf: (dataset: string, asking: Scope) => Scope | undefined;
}

/** A dataset and the way to it. */
export interface Place {
  readonly dataset: Dataset;
  readonly path: JoinPath;
}

/** Most relationships between a dataset and a field: two that point at each other would otherwise go on for ever. */
export const MAX_HOPS = 10;

/** The dataset behind a relationship, or undefined when there is none of this name; too long a way is reported. */
export function follow(scope: Scope, place: Place, name: string): Place | undefined {
  const relationship = place.dataset.relationships.get(name);
  const dataset = relationship === undefined ? undefined : scope.catalog.datasets.get(relationship.to);
  return relationship === undefined || dataset === undefined
    ? undefined
    : { dataset, path: [...place.path, { relationship, dataset }] };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without members that are null: an absent variable often arrives as that. */
export function present<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null && member !== undefined),
  ) as T;
}
