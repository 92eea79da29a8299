import { Args, ArgsType, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { SchemaContext } from '../../ports.js';
import { PersonInput } from './grantMutations.js';

@ObjectType({ description: 'Whether a person may see the rows of a tenant, before and after a change.' })
class ChangedTenantGrant {
  @Field(() => String, { description: 'Id of the tenant.' })
  readonly tenantId!: string;

  @Field(() => String, { description: 'Id of the person.' })
  readonly personId!: string;

  @Field(() => Boolean)
  readonly before!: boolean;

  @Field(() => Boolean)
  readonly after!: boolean;
}

@ArgsType()
class TenantArguments {
  @Field(() => String, { description: 'Id of a tenant that is granted to you.' })
  readonly tenant!: string;
}

@ArgsType()
class GrantTenantArguments extends TenantArguments {
  @Field(() => PersonInput)
  readonly person!: PersonInput;
}

@ArgsType()
class RevokeTenantArguments extends TenantArguments {
  @Field(() => String, { description: 'Id of the person.' })
  readonly person!: string;
}

/** Who may see the rows of a tenant. */
@Resolver()
export class TenantMutations {
  @Mutation(() => ChangedTenantGrant, {
    description: 'Lets a person see the rows of a tenant that is granted to you, from the next request on.',
  })
  grantTenant(
    @Args(() => GrantTenantArguments) { tenant, person }: GrantTenantArguments,
    @Ctx() context: SchemaContext,
  ): Promise<ChangedTenantGrant> {
    return context.change(({ tenants }, actor) => tenants.grant(actor, { tenantId: tenant, person }));
  }

  @Mutation(() => ChangedTenantGrant, {
    description:
      'Takes the rows of a tenant from a person, or gives up your own. One owner who holds the tenant is always left.',
  })
  revokeTenant(
    @Args(() => RevokeTenantArguments) { tenant, person }: RevokeTenantArguments,
    @Ctx() context: SchemaContext,
  ): Promise<ChangedTenantGrant> {
    return context.change(({ tenants }, actor) =>
      tenants.revoke(actor, { tenantId: tenant, personId: person }),
    );
  }
}
