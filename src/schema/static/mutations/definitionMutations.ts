import { Args, ArgsType, Ctx, Field, InputType, Int, Mutation, Resolver } from 'type-graphql';
import type { CustomDimension, CustomMetric } from '../../../administration/index.js';
import type { SchemaContext } from '../../ports.js';
import { CustomMetricTypes, Scopes, WebsiteCustomDimension, WebsiteCustomMetric } from '../websiteTypes.js';
import { WebsiteArguments } from './websiteArguments.js';

const nullable = { nullable: true } as const;
const NAME =
  'It is asked for by this name: up to 64 letters, digits and "_", beginning with a letter; of its own among the custom dimensions and metrics of the website.';
const DESCRIPTION = 'Up to 1000 characters.';

@InputType({
  description: 'The name of one of the twenty custom dimensions. It replaces what the slot was named before.',
})
class CustomDimensionInput {
  @Field(() => Int, { description: 'Slot, 1 to 20: the column `custom_dimension_<index>` of events.' })
  readonly index!: number;

  @Field(() => String, { description: NAME })
  readonly name!: string;

  @Field(() => Scopes)
  readonly scope!: CustomDimension['scope'];

  @Field(() => String, { ...nullable, description: DESCRIPTION })
  readonly description?: string | null;
}

@InputType({
  description: 'The name of one of the twenty custom metrics. It replaces what the slot was named before.',
})
class CustomMetricInput {
  @Field(() => Int, { description: 'Slot, 1 to 20: the column `custom_metric_<index>` of events.' })
  readonly index!: number;

  @Field(() => String, { description: NAME })
  readonly name!: string;

  @Field(() => CustomMetricTypes)
  readonly type!: CustomMetric['type'];

  @Field(() => String, { ...nullable, description: DESCRIPTION })
  readonly description?: string | null;
}

@ArgsType()
class DimensionArguments extends WebsiteArguments {
  @Field(() => CustomDimensionInput)
  readonly dimension!: CustomDimensionInput;
}

@ArgsType()
class MetricArguments extends WebsiteArguments {
  @Field(() => CustomMetricInput)
  readonly metric!: CustomMetricInput;
}

@ArgsType()
class SlotArguments extends WebsiteArguments {
  @Field(() => Int, { description: 'Slot, 1 to 20.' })
  readonly index!: number;
}

/** Names of custom dimensions and metrics. */
@Resolver()
export class DefinitionMutations {
  @Mutation(() => WebsiteCustomDimension, {
    description: 'Names a custom dimension of a website. It takes the right of EDITOR.',
  })
  setCustomDimension(
    @Args(() => DimensionArguments) { website, dimension }: DimensionArguments,
    @Ctx() context: SchemaContext,
  ): Promise<WebsiteCustomDimension> {
    return context.change(({ definitions }, actor) =>
      definitions.setDimension(actor, { websiteId: website, dimension }),
    );
  }

  @Mutation(() => WebsiteCustomDimension, {
    description:
      'Takes the name of a custom dimension away; its values stay in the warehouse. It takes the right of EDITOR.',
  })
  removeCustomDimension(
    @Args(() => SlotArguments) { website, index }: SlotArguments,
    @Ctx() context: SchemaContext,
  ): Promise<WebsiteCustomDimension> {
    return context.change(({ definitions }, actor) =>
      definitions.removeDimension(actor, { websiteId: website, index }),
    );
  }

  @Mutation(() => WebsiteCustomMetric, {
    description: 'Names a custom metric of a website. It takes the right of EDITOR.',
  })
  setCustomMetric(
    @Args(() => MetricArguments) { website, metric }: MetricArguments,
    @Ctx() context: SchemaContext,
  ): Promise<WebsiteCustomMetric> {
    return context.change(({ definitions }, actor) =>
      definitions.setMetric(actor, { websiteId: website, metric }),
    );
  }

  @Mutation(() => WebsiteCustomMetric, {
    description:
      'Takes the name of a custom metric away; its values stay in the warehouse. It takes the right of EDITOR.',
  })
  removeCustomMetric(
    @Args(() => SlotArguments) { website, index }: SlotArguments,
    @Ctx() context: SchemaContext,
  ): Promise<WebsiteCustomMetric> {
    return context.change(({ definitions }, actor) =>
      definitions.removeMetric(actor, { websiteId: website, index }),
    );
  }
}
