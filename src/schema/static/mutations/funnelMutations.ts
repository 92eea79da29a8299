import { Args, ArgsType, Ctx, Field, InputType, Mutation, Resolver } from 'type-graphql';
import type { FunnelStep } from '../../../administration/index.js';
import type { SchemaContext } from '../../ports.js';
import { Matches, StepTypes, WebsiteFunnel } from '../websiteTypes.js';
import { WebsiteArguments } from './websiteArguments.js';

const nullable = { nullable: true } as const;
const NAME =
  'It is asked for by this name: 1 to 100 characters, one of its own on the website and none of a funnel of the catalog.';
const DESCRIPTION = 'What it is for: up to 1000 characters.';
const STEPS = 'In the order in which they are taken: 2 to 32.';

@InputType({ description: 'A step of a funnel: a page that is seen, or an event.' })
class FunnelStepInput {
  @Field(() => String, { description: '1 to 100 characters, of its own in the funnel.' })
  readonly name!: string;

  @Field(() => StepTypes)
  readonly type!: FunnelStep['type'];

  @Field(() => Matches, { defaultValue: Matches.EQUALS, description: 'How the value is compared.' })
  readonly match!: FunnelStep['match'];

  @Field(() => String, { description: 'Page path or event action, or a pattern as `matches` takes it.' })
  readonly value!: string;
}

@InputType({ description: 'A funnel to be added.' })
class FunnelInput {
  @Field(() => String, { description: NAME })
  readonly name!: string;

  @Field(() => String, { ...nullable, description: DESCRIPTION })
  readonly description?: string | null;

  @Field(() => [FunnelStepInput], { description: STEPS })
  readonly steps!: readonly FunnelStepInput[];
}

@InputType({ description: 'What is to be different of a funnel; what is left out stays as it is.' })
class FunnelChange {
  @Field(() => String, { ...nullable, description: NAME })
  readonly name?: string | null;

  @Field(() => String, { ...nullable, description: DESCRIPTION })
  readonly description?: string | null;

  @Field(() => [FunnelStepInput], { ...nullable, description: `${STEPS} They replace those there are.` })
  readonly steps?: readonly FunnelStepInput[] | null;
}

@ArgsType()
class NewFunnelArguments extends WebsiteArguments {
  @Field(() => FunnelInput)
  readonly funnel!: FunnelInput;
}

@ArgsType()
class FunnelArguments extends WebsiteArguments {
  @Field(() => String, { description: 'Id of the funnel.' })
  readonly id!: string;
}

@ArgsType()
class FunnelChangeArguments extends FunnelArguments {
  @Field(() => FunnelChange)
  readonly set!: FunnelChange;
}

/** Named paths through websites. */
@Resolver()
export class FunnelMutations {
  @Mutation(() => WebsiteFunnel, { description: 'Adds a funnel to a website. It takes the right of EDITOR.' })
  createFunnel(
    @Args(() => NewFunnelArguments) { website, funnel }: NewFunnelArguments,
    @Ctx() context: SchemaContext,
  ): Promise<WebsiteFunnel> {
    return context.change(({ funnels }, actor) => funnels.create(actor, { websiteId: website, funnel }));
  }

  @Mutation(() => WebsiteFunnel, { description: 'Changes a funnel. It takes the right of EDITOR.' })
  updateFunnel(
    @Args(() => FunnelChangeArguments) { website, id, set }: FunnelChangeArguments,
    @Ctx() context: SchemaContext,
  ): Promise<WebsiteFunnel> {
    return context.change(({ funnels }, actor) => funnels.update(actor, { websiteId: website, id, set }));
  }

  @Mutation(() => WebsiteFunnel, {
    description: 'Deletes a funnel, which is answered. It takes the right of EDITOR.',
  })
  deleteFunnel(
    @Args(() => FunnelArguments) { website, id }: FunnelArguments,
    @Ctx() context: SchemaContext,
  ): Promise<WebsiteFunnel> {
    return context.change(({ funnels }, actor) => funnels.delete(actor, { websiteId: website, id }));
  }
}
