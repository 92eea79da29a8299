import { Field, Float, Int, ObjectType } from 'type-graphql';

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

@ObjectType({ description: 'A website that stores a share of its hits.' })
export class SampledWebsite {
  @Field(() => String, { description: 'Its id.' })
  readonly website!: string;

  @Field(() => Float, { description: 'Share of its hits that is stored: above 0, below 1.' })
  readonly rate!: number;
}

@ObjectType({ description: 'Which settings of websites acted on a view.' })
export class ViewSettings {
  @Field(() => String, {
    nullable: true,
    description:
      'Time zone whose days and hours count: that of the question, else of its websites, else of the dataset. Null: the websites are in several, and the answer is the same in each.',
  })
  readonly timezone!: string | null;

  @Field(() => [String], { description: 'Ids of the websites of which programs (bots) are left out.' })
  readonly botsLeftOut!: readonly string[];

  @Field(() => [SampledWebsite], {
    description: 'Websites whose counts and sums are scaled up by 1 / rate, row by row.',
  })
  readonly sampled!: readonly SampledWebsite[];

  @Field(() => [String], {
    description:
      'Fields (or the view itself) that are of the stored hits alone, because what is not stored cannot be told: distinct values, extremes, means, quantiles, journeys.',
  })
  readonly storedOnly!: readonly string[];
}

/** How a view was answered. The undecorated members are physical facts: fields of the analyst’s schema only. */
@ObjectType({ description: 'How one view was answered.' })
export class ViewInfo {
  @Field(() => String, { description: 'Response key of the view; of nested rows dotted: `sites.top`.' })
  readonly view!: string;

  @Field(() => Int, { nullable: true, description: 'Rows of the answer; null when the view failed.' })
  readonly rows!: number | null;

  @Field(() => ViewSettings, {
    nullable: true,
    description: 'Settings of websites that acted; null when the warehouse was not asked.',
  })
  readonly settings!: ViewSettings | null;

  readonly elapsedMs!: number | null;
  readonly sql!: string | null;
  readonly parameters!: readonly StatementParameter[];
  readonly source!: string | null;
  readonly reason!: string;
  readonly rejected!: readonly RejectedSource[];
  readonly readRows!: number | null;
}
