import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';
import type { Role } from '../../metrics/index.js';
import { Int64 } from '../scalars/int64.js';
import { Website } from './websiteTypes.js';

const Roles = { OWNER: 'owner', ANALYST: 'analyst', READER: 'reader' } as const satisfies Record<
  string,
  Role
>;
registerEnumType(Roles, { name: 'Role', description: 'What a credential is for; it decides the schema.' });

@ObjectType({
  description:
    'What a document may be made of. One that passes a limit is refused before it is looked at further. Fields and aliases count wherever a fragment is used.',
})
export class DocumentLimits {
  @Field(() => Int64)
  readonly maxBytes!: number;

  @Field(() => Int64, { description: 'Words, signs and values.' })
  readonly maxTokens!: number;

  @Field(() => Int64, { description: 'Brackets inside each other, and levels of the variables.' })
  readonly maxNesting!: number;

  @Field(() => Int64, { description: 'Fields inside each other.' })
  readonly maxDepth!: number;

  @Field(() => Int64)
  readonly maxFields!: number;

  @Field(() => Int64)
  readonly maxAliases!: number;

  @Field(() => Int64)
  readonly maxDirectives!: number;

  @Field(() => Int64)
  readonly maxDirectivesAtOnePlace!: number;

  @Field(() => Int64, { description: 'Fields that only say once more what stands beside them.' })
  readonly maxRepeats!: number;

  @Field(() => Int64, { description: 'Operations and fragments.' })
  readonly maxDefinitions!: number;
}

@ObjectType({
  description:
    'How much you may ask of a dataset whose policy has limits for your role. A view obeys the smallest of every dataset that it reads, joins and filters included.',
})
export class DatasetLimits {
  @Field(() => String, { description: 'Name of the dataset.' })
  readonly dataset!: string;

  @Field(() => Int64, {
    nullable: true,
    description:
      'Rows that a view may read. It is estimated before anything runs; what is above is refused with the estimate and what would fit.',
  })
  readonly maxRowsToRead!: number | null;

  @Field(() => Int64, {
    nullable: true,
    description: 'Uncompressed bytes that a view may read, estimated from its rows and columns.',
  })
  readonly maxBytes!: number | null;

  @Field(() => Float, { nullable: true, description: 'Running time of a view.' })
  readonly maxSeconds!: number | null;

  @Field(() => Int64, { nullable: true, description: 'Rows of an answer.' })
  readonly maxRows!: number | null;

  @Field(() => Int64, { nullable: true, description: 'Memory of a view in the warehouse.' })
  readonly maxMemoryBytes!: number | null;

  @Field(() => Int64, {
    nullable: true,
    description: 'Requests with this credential that ask it, in a minute.',
  })
  readonly maxQueriesPerMinute!: number | null;

  @Field(() => Int64, {
    nullable: true,
    description: 'Requests with this credential that ask it, at the same moment.',
  })
  readonly maxConcurrentQueries!: number | null;
}

@ObjectType({
  description: 'How much one view may cost. A view that would pass a limit fails; it is never cut short.',
})
export class ViewerLimits {
  @Field(() => Int64, { nullable: true, description: 'Rows of an answer.' })
  readonly maxRows!: number | null;

  @Field(() => Int64, { nullable: true, description: 'Uncompressed bytes that may be read.' })
  readonly maxBytes!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Running time of an operation, and of each of its views.',
  })
  readonly maxSeconds!: number | null;

  @Field(() => Int64, { description: 'Views of one operation.' })
  readonly maxViews!: number;

  @Field(() => Int64, { nullable: true, description: 'Requests with this credential, in a minute.' })
  readonly maxQueriesPerMinute!: number | null;

  @Field(() => Int64, { nullable: true, description: 'Requests with this credential, at the same moment.' })
  readonly maxConcurrentQueries!: number | null;

  @Field(() => Int64, { description: 'Bytes of a request.' })
  readonly maxBodyBytes!: number;

  @Field(() => [DatasetLimits], { description: 'Datasets with limits of their own, by name.' })
  readonly datasets!: readonly DatasetLimits[];

  @Field(() => DocumentLimits)
  readonly document!: DocumentLimits;
}

@ObjectType({ description: 'A fact about you that decides which rows you see.' })
export class ViewerAttribute {
  @Field(() => String)
  readonly name!: string;

  @Field(() => [String])
  readonly values!: readonly string[];
}

@ObjectType('Viewer', { description: 'You, as your credential says.' })
export class ViewerView {
  @Field(() => String)
  readonly subject!: string;

  @Field(() => Roles)
  readonly role!: Role;

  @Field(() => [ViewerAttribute])
  readonly attributes!: readonly ViewerAttribute[];

  @Field(() => [String], { description: 'Ids of the tenants granted to you.' })
  readonly tenants!: readonly string[];

  @Field(() => [Website], { description: 'Websites you may see, by id.' })
  readonly websites!: Promise<readonly Website[]>;

  @Field(() => ViewerLimits)
  readonly limits!: ViewerLimits;
}
