import { Args, ArgsType, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { SchemaContext } from '../../ports.js';
import { WebsiteArguments } from './websiteArguments.js';
import { WebsiteRoles, type WebsiteRole } from '../websiteTypes.js';

const nullable = { nullable: true } as const;
const WEBSITE = 'Id of the website.';

@InputType({ description: 'A person, by exactly one of these.' })
export class PersonInput {
  @Field(() => String, { ...nullable, description: 'Id: the subject of their tokens.' })
  readonly id?: string | null;

  @Field(() => String, { ...nullable, description: 'E-mail address; upper and lower case are the same.' })
  readonly email?: string | null;
}

@ObjectType({ description: 'What a person may do on a website, before and after a change; null: nothing.' })
class ChangedGrant {
  @Field(() => String, { description: WEBSITE })
  readonly websiteId!: string;

  @Field(() => String, { description: 'Id of the person.' })
  readonly personId!: string;

  @Field(() => WebsiteRoles, nullable)
  readonly before!: WebsiteRole | null;

  @Field(() => WebsiteRoles, nullable)
  readonly after!: WebsiteRole | null;
}

@ArgsType()
class PersonArguments extends WebsiteArguments {
  @Field(() => PersonInput)
  readonly person!: PersonInput;
}

@ArgsType()
class GrantArguments extends PersonArguments {
  @Field(() => WebsiteRoles)
  readonly role!: WebsiteRole;
}

@ArgsType()
class RevokeArguments extends WebsiteArguments {
  @Field(() => String, { description: 'Id of the person.' })
  readonly person!: string;
}

/** Who may see and change a website. */
@Resolver()
export class GrantMutations {
  @Mutation(() => ChangedGrant, {
    description:
      'Gives a person a role on a website, or another one than before. It takes the right of ADMIN, and of OWNER to make somebody one more owner; holds from the next request on.',
  })
  grantWebsite(
    @Args(() => GrantArguments) { website, person, role }: GrantArguments,
    @Ctx() context: SchemaContext,
  ): Promise<ChangedGrant> {
    return context.change(({ grants }, actor) => grants.grant(actor, { websiteId: website, person, role }));
  }

  @Mutation(() => ChangedGrant, {
    description:
      'Takes a person’s role on a website away. It takes the right of ADMIN; everybody but the owner may give up their own.',
  })
  revokeWebsite(
    @Args(() => RevokeArguments) { website, person }: RevokeArguments,
    @Ctx() context: SchemaContext,
  ): Promise<ChangedGrant> {
    return context.change(({ grants }, actor) =>
      grants.revoke(actor, { websiteId: website, personId: person }),
    );
  }

  @Mutation(() => ChangedGrant, {
    description:
      'Makes another person the owner of a website; the one before stays an ADMIN. It takes the right of OWNER.',
  })
  transferWebsite(
    @Args(() => PersonArguments) { website, person }: PersonArguments,
    @Ctx() context: SchemaContext,
  ): Promise<ChangedGrant> {
    return context.change(({ grants }, actor) => grants.transfer(actor, { websiteId: website, person }));
  }
}
