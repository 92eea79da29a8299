import { Args, ArgsType, Ctx, Field, InputType, Mutation, Resolver } from 'type-graphql';
import type { Goal } from '../../../administration/index.js';
import type { SchemaContext } from '../../ports.js';
import { Decimal } from '../../scalars/decimal.js';
import { GoalTypes, Matches, WebsiteGoal } from '../websiteTypes.js';
import { WebsiteArguments } from './websiteArguments.js';

const nullable = { nullable: true } as const;
const NAME = 'It is asked for by this name: 1 to 100 characters, one of its own on the website.';
const MATCH =
  'How the page path or the event action is compared with the value; EQUALS unless said. Thresholds have none.';
const VALUE =
  'Page path (DESTINATION) or event action (EVENT), or a pattern as `matches` takes it; else the threshold: seconds (DURATION, up to 86400) or pages (PAGES_PER_SESSION, up to 10000), such as "5".';
const WORTH = 'What one conversion is worth, in the currency of the website; null: not said.';

@InputType({ description: 'A goal to be added.' })
class GoalInput {
  @Field(() => String, { description: NAME })
  readonly name!: string;

  @Field(() => GoalTypes)
  readonly type!: Goal['type'];

  @Field(() => Matches, { ...nullable, description: MATCH })
  readonly match?: Goal['match'];

  @Field(() => String, { description: VALUE })
  readonly value!: string;

  @Field(() => Decimal, { ...nullable, description: WORTH })
  readonly worth?: string | null;
}

@InputType({ description: 'What is to be different of a goal; what is left out stays as it is.' })
class GoalChange {
  @Field(() => String, { ...nullable, description: NAME })
  readonly name?: string | null;

  @Field(() => GoalTypes, nullable)
  readonly type?: Goal['type'] | null;

  @Field(() => Matches, { ...nullable, description: MATCH })
  readonly match?: Goal['match'];

  @Field(() => String, { ...nullable, description: VALUE })
  readonly value?: string | null;

  @Field(() => Decimal, { ...nullable, description: WORTH })
  readonly worth?: string | null;
}

@ArgsType()
class NewGoalArguments extends WebsiteArguments {
  @Field(() => GoalInput)
  readonly goal!: GoalInput;
}

@ArgsType()
class GoalArguments extends WebsiteArguments {
  @Field(() => String, { description: 'Id of the goal.' })
  readonly id!: string;
}

@ArgsType()
class GoalChangeArguments extends GoalArguments {
  @Field(() => GoalChange)
  readonly set!: GoalChange;
}

/** What websites count as conversions. */
@Resolver()
export class GoalMutations {
  @Mutation(() => WebsiteGoal, { description: 'Adds a goal to a website. It takes the right of EDITOR.' })
  createGoal(
    @Args(() => NewGoalArguments) { website, goal }: NewGoalArguments,
    @Ctx() context: SchemaContext,
  ): Promise<WebsiteGoal> {
    return context.change(({ goals }, actor) => goals.create(actor, { websiteId: website, goal }));
  }

  @Mutation(() => WebsiteGoal, {
    description: 'Changes a goal; its history is counted by what it is then. It takes the right of EDITOR.',
  })
  updateGoal(
    @Args(() => GoalChangeArguments) { website, id, set }: GoalChangeArguments,
    @Ctx() context: SchemaContext,
  ): Promise<WebsiteGoal> {
    return context.change(({ goals }, actor) => goals.update(actor, { websiteId: website, id, set }));
  }

  @Mutation(() => WebsiteGoal, {
    description: 'Deletes a goal, which is answered. It takes the right of EDITOR.',
  })
  deleteGoal(
    @Args(() => GoalArguments) { website, id }: GoalArguments,
    @Ctx() context: SchemaContext,
  ): Promise<WebsiteGoal> {
    return context.change(({ goals }, actor) => goals.delete(actor, { websiteId: website, id }));
  }
}
