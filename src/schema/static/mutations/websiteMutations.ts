import { Arg, Args, ArgsType, Ctx, Field, Float, InputType, Int, Mutation, Resolver } from 'type-graphql';

import type { SchemaContext } from '../../ports.js';
import { Website, WebsiteProperty } from '../websiteTypes.js';
import { WebsiteArguments } from './websiteArguments.js';

const nullable = { nullable: true } as const;

/** Settings of a website that have a default. */
@InputType()
abstract class SettingsInput {
  @Field(() => String, {
    ...nullable,
    description:
      'Time zone of the tz database, such as "Europe/Berlin": the zone of questions about it. UTC unless said.',
  })
  readonly timezone?: string | null;

  @Field(() => String, {
    ...nullable,
    description:
      'Code of ISO 4217, such as "EUR": of its revenue and of the worth of its goals. USD unless said.',
  })
  readonly currency?: string | null;

  @Field(() => String, {
    ...nullable,
    description: 'What the website is about; null: not said. Up to 100 characters.',
  })
  readonly industry?: string | null;

  @Field(() => Boolean, {
    ...nullable,
    description: 'Whether hits of programs are left out of its numbers. They are unless said.',
  })
  readonly botFiltering?: boolean | null;

  @Field(() => Boolean, {
    ...nullable,
    description: 'Whether addresses are truncated before they are stored. They are unless said.',
  })
  readonly ipAnonymisation?: boolean | null;

  @Field(() => Int, { ...nullable, description: 'Days its hits are kept: 1 to 36500. 426 unless said.' })
  readonly dataRetentionDays?: number | null;

  @Field(() => Float, {
    ...nullable,
    description:
      'Share of hits that is stored: 0.001 to 1, which is all of them and the default. Sums and counts of every row of the website are scaled by it, whenever the row was stored.',
  })
  readonly samplingRate?: number | null;
}

@InputType({ description: 'A website to be added.' })
class WebsiteInput extends SettingsInput {
  @Field(() => String, { description: 'Shown to people: 1 to 100 characters.' })
  readonly name!: string;

  @Field(() => String, { description: 'Host name without scheme, such as "shop.example".' })
  readonly domain!: string;
}

@InputType({ description: 'What is to be different of a website; what is left out stays as it is.' })
class WebsiteChange extends SettingsInput {
  @Field(() => String, { ...nullable, description: 'Shown to people: 1 to 100 characters.' })
  readonly name?: string | null;

  @Field(() => String, { ...nullable, description: 'Host name without scheme, such as "shop.example".' })
  readonly domain?: string | null;
}

@ArgsType()
class ChangeArguments extends WebsiteArguments {
  @Field(() => WebsiteChange)
  readonly set!: WebsiteChange;
}

@ArgsType()
class PropertyKeyArguments extends WebsiteArguments {
  @Field(() => String, { description: 'Up to 63 small letters, digits and "_", beginning with a letter.' })
  readonly key!: string;
}

@ArgsType()
class PropertyArguments extends PropertyKeyArguments {
  @Field(() => String, { description: '1 to 1000 characters.' })
  readonly value!: string;
}

/** Websites, their settings and their properties. */
@Resolver()
export class WebsiteMutations {
  @Mutation(() => Website, {
    description:
      'Adds a website, of which you are the owner. Its id and its tracking id are made here: rows of the warehouse carry the id.',
  })
  createWebsite(
    @Arg('website', () => WebsiteInput) given: WebsiteInput,
    @Ctx() context: SchemaContext,
  ): Promise<Website> {
    return changed(context, ({ websites }, actor) => websites.create(actor, given));
  }

  @Mutation(() => Website, {
    description:
      'Changes settings of a website. It takes the right of ADMIN; questions obey from the next one on.',
  })
  updateWebsite(
    @Args(() => ChangeArguments) { website, set }: ChangeArguments,
    @Ctx() context: SchemaContext,
  ): Promise<Website> {
    return changed(context, ({ websites }, actor) => websites.update(actor, { websiteId: website, set }));
  }

  @Mutation(() => Website, {
    description:
      'Marks the website as paused, for whatever takes its hits; what is stored can be asked for. It takes the right of ADMIN.',
  })
  pauseWebsite(
    @Args(() => WebsiteArguments) { website }: WebsiteArguments,
    @Ctx() context: SchemaContext,
  ): Promise<Website> {
    return changed(context, ({ websites }, actor) => websites.pause(actor, { websiteId: website }));
  }

  @Mutation(() => Website, { description: 'Ends a pause. It takes the right of ADMIN.' })
  resumeWebsite(
    @Args(() => WebsiteArguments) { website }: WebsiteArguments,
    @Ctx() context: SchemaContext,
  ): Promise<Website> {
    return changed(context, ({ websites }, actor) => websites.resume(actor, { websiteId: website }));
  }

  @Mutation(() => Website, {
    description:
      'Deletes a website: every grant of it ends at once, yours too. Its rows stay in the warehouse until their retention ends. It takes the right of OWNER.',
  })
  deleteWebsite(
    @Args(() => WebsiteArguments) { website }: WebsiteArguments,
    @Ctx() context: SchemaContext,
  ): Promise<Website> {
    return changed(context, ({ websites }, actor) => websites.delete(actor, { websiteId: website }));
  }

  @Mutation(() => Website, {
    description:
      'Makes a new tracking id, which the snippet must send from then on. It takes the right of ADMIN.',
  })
  replaceTrackingId(
    @Args(() => WebsiteArguments) { website }: WebsiteArguments,
    @Ctx() context: SchemaContext,
  ): Promise<Website> {
    return changed(context, ({ websites }, actor) =>
      websites.replaceTrackingId(actor, { websiteId: website }),
    );
  }

  @Mutation(() => WebsiteProperty, {
    description: 'Says something of a website, or something else than before. It takes the right of EDITOR.',
  })
  setWebsiteProperty(
    @Args(() => PropertyArguments) { website, key, value }: PropertyArguments,
    @Ctx() context: SchemaContext,
  ): Promise<WebsiteProperty> {
    return context.change(({ properties }, actor) =>
      properties.set(actor, { websiteId: website, key, value }),
    );
  }

  @Mutation(() => WebsiteProperty, {
    description: 'Removes a property, which is answered. It takes the right of EDITOR.',
  })
  removeWebsiteProperty(
    @Args(() => PropertyKeyArguments) { website, key }: PropertyKeyArguments,
    @Ctx() context: SchemaContext,
  ): Promise<WebsiteProperty> {
    return context.change(({ properties }, actor) => properties.remove(actor, { websiteId: website, key }));
  }
}

/** The website as it is after a change. */
async function changed(
  context: SchemaContext,
  make: (
    ...given: Parameters<Parameters<SchemaContext['change']>[0]>
  ) => Promise<{ readonly websiteId: string }>,
): Promise<Website> {
  const { websiteId } = await context.change(make);
  return context.roots.website(websiteId);
}
