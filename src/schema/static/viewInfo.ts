import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A source that was not taken, and why.' })
export class RejectedSource {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String, {
    description: 'Stable code: GRAIN, DIMENSION, MEASURE, ZONE, POLICY, RANGE, STALE …',
  })
  readonly code!: string;

  @Field(() => String)
  readonly reason!: string;
}

@ObjectType({ description: 'A value bound to the statement.' })
export class StatementParameter {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: 'ClickHouse type.' })
  readonly type!: string;

  @Field(() => String, { description: 'As JSON.' })
  readonly value!: string;
}

/** How a view was answered. The undecorated members are physical facts: fields of the analyst’s schema only. */
@ObjectType({ description: 'How one view was answered.' })
export class ViewInfo {
  @Field(() => String, { description: 'Response key of the view; of nested rows dotted: `sites.top`.' })
  readonly view!: string;

  @Field(() => Int, { nullable: true, description: 'Rows of the answer; null when the view failed.' })
  readonly rows!: number | null;

  readonly elapsedMs!: number | null;
  readonly sql!: string | null;
  readonly parameters!: readonly StatementParameter[];
  readonly source!: string | null;
  readonly reason!: string;
  readonly rejected!: readonly RejectedSource[];
  readonly readRows!: number | null;
}
