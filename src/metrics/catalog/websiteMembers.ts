import type { Span, Where } from '../query/metricQuery.js';
import type { Dimension } from './definitions.js';
import type { Expression } from './expression.js';

/** Which members of a dataset carry what websites have names of their own for. */
export interface WebsiteMembers {
  readonly custom?: CustomMembers | undefined;
  readonly goals?: GoalMembers | undefined;
  readonly funnels?: FunnelMembers | undefined;
}

/** Numbered dimensions: by their number, 1 and up. */
export interface CustomMembers {
  readonly dimensions: ReadonlyMap<number, Dimension>;
  /** Values of rows that are added up, averaged … when they are asked by name. */
  readonly metrics: ReadonlyMap<number, Dimension>;
  /** Rows whose metrics count. */
  readonly filter?: Expression | undefined;
}

/** What paths and actions are compared with: dotted names of dimensions, through relationships to many rows too. */
export interface ReachedMembers {
  readonly path?: string | undefined;
  /** Filter over the dataset that has the path: its rows that are page views. */
  readonly views?: Where | undefined;
  readonly action?: string | undefined;
}

export interface GoalMembers extends ReachedMembers {
  /** Measures, counted over the rows that reach a goal: of conversions, of distinct visitors. */
  readonly conversions: string;
  readonly visitors: string;
  /** Seconds of a visit, pages of a visit. */
  readonly duration?: string | undefined;
  readonly pages?: string | undefined;
}

export interface FunnelMembers extends ReachedMembers {
  /** Who goes through, unless the question says; undefined where a role cannot see it. */
  readonly entity: string | undefined;
  readonly window: Span;
}
