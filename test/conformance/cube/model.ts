/** A model of the suite in one spelling, whichever of the author's it was written in. */
export interface Model {
  readonly key: string;
  /** Database of its unqualified tables. */
  readonly database: string;
  readonly cubes: ReadonlyMap<string, Cube>;
  readonly views: ReadonlyMap<string, View>;
}

export interface Cube {
  readonly name: string;
  readonly sql: string;
  readonly calendar: boolean;
  readonly joins: ReadonlyMap<string, Join>;
  readonly dimensions: ReadonlyMap<string, CubeDimension>;
  readonly measures: ReadonlyMap<string, CubeMeasure>;
  readonly segments: ReadonlyMap<string, string>;
}

/** A way from one cube to another. `many`: one row here meets several there. */
export interface Join {
  readonly to: string;
  readonly sql: string;
  readonly cardinality: 'many-to-one' | 'one-to-one' | 'one-to-many';
}

export interface CubeDimension {
  readonly name: string;
  readonly type: string;
  readonly sql: string | undefined;
  readonly primaryKey: boolean;
  readonly subQuery: boolean;
  readonly multiStage: boolean;
  readonly addGroupBy: readonly string[] | undefined;
  readonly labels: Labels | undefined;
  readonly choice: Choice | undefined;
  readonly geo: { readonly latitude: string; readonly longitude: string } | undefined;
  readonly granularities: ReadonlyMap<string, Granularity>;
  readonly timeShifts: readonly TimeShift[];
}

/** `case` of labels: the first condition that holds. */
export interface Labels {
  readonly when: readonly { readonly sql: string; readonly label: Label }[];
  readonly otherwise: Label | undefined;
}
export type Label = string | { readonly sql: string };

/** `case` of a switch dimension: which member is meant depends on what is chosen. */
export interface Choice {
  readonly of: string;
  readonly when: ReadonlyMap<string, string>;
  readonly otherwise: string | undefined;
}

export interface Granularity {
  readonly name: string;
  readonly interval: string | undefined;
  readonly origin: string | undefined;
  readonly offset: string | undefined;
  /** Of a calendar: the column that holds the bucket. */
  readonly sql: string | undefined;
}

export interface TimeShift {
  readonly interval: string;
  readonly prior: boolean;
  readonly timeDimension: string | undefined;
  /** Of a calendar: the column that holds the other day. */
  readonly sql: string | undefined;
}

export interface CubeMeasure {
  readonly name: string;
  readonly type: string;
  readonly sql: string | undefined;
  readonly filters: readonly string[];
  readonly rolling: Rolling | undefined;
  readonly multiStage: boolean;
  readonly timeShifts: readonly TimeShift[];
  readonly groupBy: readonly string[] | undefined;
  readonly reduceBy: readonly string[] | undefined;
  readonly addGroupBy: readonly string[] | undefined;
  readonly orderBy: readonly { readonly sql: string; readonly dir: string }[];
  readonly choice: Choice | undefined;
}

interface Rolling {
  readonly trailing: string | undefined;
  readonly leading: string | undefined;
  readonly offset: 'start' | 'end';
  /** To date: the period it starts with. */
  readonly toDate: string | undefined;
}

/** Other names for members, some of them made of several. */
export interface View {
  readonly name: string;
  /** Cube that everything else is joined to; absent when the view joins nothing. */
  readonly root: string | undefined;
  readonly members: ReadonlyMap<string, ViewMember>;
  readonly dimensions: ReadonlyMap<string, CubeDimension>;
  readonly measures: ReadonlyMap<string, CubeMeasure>;
}

export interface ViewMember {
  /** Cubes from the root to the one that has the member. */
  readonly path: readonly string[];
  readonly member: string;
}
