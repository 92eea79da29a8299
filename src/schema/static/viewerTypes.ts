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
  description: 'How much one view may cost. A view that would pass a limit fails; it is never cut short.',
})
export class ViewerLimits {
  @Field(() => Int64, { nullable: true, description: 'Rows of an answer.' })
  readonly maxRows!: number | null;

  @Field(() => Int64, { nullable: true, description: 'Uncompressed bytes that may be read.' })
  readonly maxBytes!: number | null;

  @Field(() => Float, { nullable: true, description: 'Running time.' })
  readonly maxSeconds!: number | null;

  @Field(() => Int64, { description: 'Views of one operation.' })
  readonly maxViews!: number;
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
