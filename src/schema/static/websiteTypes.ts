import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../scalars/dates.js';
import { Decimal } from '../scalars/decimal.js';

/** Websites as the metadata store describes them. What costs a read of its own is a promise, made when the field is asked for. */

const nullable = { nullable: true } as const;

export const WebsiteRoles = { OWNER: 'owner', ADMIN: 'admin', EDITOR: 'editor', VIEWER: 'viewer' } as const;
registerEnumType(WebsiteRoles, { name: 'WebsiteRole', description: 'What a person may do on a website.' });
export type WebsiteRole = (typeof WebsiteRoles)[keyof typeof WebsiteRoles];

const WebsiteStatuses = { ACTIVE: 'active', PAUSED: 'paused', DELETED: 'deleted' } as const;
registerEnumType(WebsiteStatuses, { name: 'WebsiteStatus' });

export const GoalTypes = { DESTINATION: 'destination', DURATION: 'duration', PAGES_PER_SESSION: 'pages_per_session', EVENT: 'event' } as const; // prettier-ignore
registerEnumType(GoalTypes, {
  name: 'GoalType',
  description: 'What reaches a goal: a page, seconds, pages of a session, an event.',
});

export const Matches = { EQUALS: 'equals', BEGINS_WITH: 'begins_with', REGEX: 'regex' } as const;
registerEnumType(Matches, { name: 'GoalMatch' });

export const StepTypes = { PAGE: 'page', EVENT: 'event' } as const;
registerEnumType(StepTypes, { name: 'FunnelStepType' });

export const Scopes = { HIT: 'hit', SESSION: 'session', USER: 'user' } as const;
registerEnumType(Scopes, { name: 'CustomDimensionScope' });

export const CustomMetricTypes = { INTEGER: 'integer', CURRENCY: 'currency', TIME: 'time' } as const;
registerEnumType(CustomMetricTypes, {
  name: 'CustomMetricType',
  description: 'CURRENCY is in the currency of the website, TIME in seconds.',
});

@ObjectType()
export class Person {
  @Field(() => String)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;
}

@ObjectType({ description: 'What one person may do on a website.' })
export class WebsiteGrant {
  @Field(() => Person, { ...nullable, description: 'Null when the person is gone.' })
  readonly person!: Promise<Person | null>;

  @Field(() => WebsiteRoles)
  readonly role!: WebsiteRole;

  @Field(() => Person, nullable)
  readonly grantedBy!: Promise<Person | null>;

  @Field(() => DateTime)
  readonly grantedAt!: string;
}

@ObjectType({ description: 'What counts as a conversion.' })
export class WebsiteGoal {
  @Field(() => String)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => GoalTypes)
  readonly type!: (typeof GoalTypes)[keyof typeof GoalTypes];

  @Field(() => Matches, { ...nullable, description: 'Null for thresholds.' })
  readonly match!: (typeof Matches)[keyof typeof Matches] | null;

  @Field(() => String, { description: 'Page path, event action, or the threshold in seconds or pages.' })
  readonly value!: string;

  @Field(() => Decimal, {
    ...nullable,
    description: 'What one conversion is worth, in the currency of the website.',
  })
  readonly worth!: string | null;
}

@ObjectType()
export class WebsiteFunnelStep {
  @Field(() => String)
  readonly name!: string;

  @Field(() => StepTypes)
  readonly type!: (typeof StepTypes)[keyof typeof StepTypes];

  @Field(() => Matches)
  readonly match!: (typeof Matches)[keyof typeof Matches];

  @Field(() => String)
  readonly value!: string;
}

@ObjectType({ description: 'A named path through a website.' })
export class WebsiteFunnel {
  @Field(() => String)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, nullable)
  readonly description!: string | null;

  @Field(() => [WebsiteFunnelStep])
  readonly steps!: readonly WebsiteFunnelStep[];
}

@ObjectType({ description: 'The name a website gives to one of its twenty custom dimensions.' })
export class WebsiteCustomDimension {
  @Field(() => Int)
  readonly index!: number;

  @Field(() => String)
  readonly name!: string;

  @Field(() => Scopes)
  readonly scope!: (typeof Scopes)[keyof typeof Scopes];

  @Field(() => String, nullable)
  readonly description!: string | null;
}

@ObjectType({ description: 'The name a website gives to one of its twenty custom metrics.' })
export class WebsiteCustomMetric {
  @Field(() => Int)
  readonly index!: number;

  @Field(() => String)
  readonly name!: string;

  @Field(() => CustomMetricTypes)
  readonly type!: (typeof CustomMetricTypes)[keyof typeof CustomMetricTypes];

  @Field(() => String, nullable)
  readonly description!: string | null;
}

@ObjectType()
export class WebsiteProperty {
  @Field(() => String)
  readonly key!: string;

  @Field(() => String)
  readonly value!: string;
}

@ObjectType({ description: 'How the hits of a website are taken and kept.' })
export class WebsiteSettings {
  @Field(() => Boolean)
  readonly botFiltering!: boolean;

  @Field(() => Boolean)
  readonly ipAnonymisation!: boolean;

  @Field(() => Int)
  readonly dataRetentionDays!: number;

  @Field(() => Float, { description: 'Share of hits that is stored: above 0, up to 1.' })
  readonly samplingRate!: number;
}

@ObjectType({ description: 'A website you may see.' })
export class Website {
  @Field(() => String, { description: 'What rows of the warehouse carry.' })
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: 'Host name, without scheme.' })
  readonly domain!: string;

  @Field(() => String, { description: 'IANA zone.' })
  readonly timezone!: string;

  @Field(() => String, { description: 'ISO 4217.' })
  readonly currency!: string;

  @Field(() => String, nullable)
  readonly industry!: string | null;

  @Field(() => WebsiteStatuses)
  readonly status!: (typeof WebsiteStatuses)[keyof typeof WebsiteStatuses];

  @Field(() => WebsiteSettings)
  readonly settings!: WebsiteSettings;

  @Field(() => WebsiteRoles, {
    ...nullable,
    description: 'Your own role; null when you see the website without a grant.',
  })
  readonly myRole!: WebsiteRole | null;

  @Field(() => Person, nullable)
  readonly owner!: Promise<Person | null>;

  @Field(() => [WebsiteProperty])
  readonly properties!: Promise<readonly WebsiteProperty[]>;

  @Field(() => [WebsiteGoal])
  readonly goals!: Promise<readonly WebsiteGoal[]>;

  @Field(() => [WebsiteFunnel])
  readonly funnels!: Promise<readonly WebsiteFunnel[]>;

  @Field(() => [WebsiteCustomDimension])
  readonly customDimensions!: Promise<readonly WebsiteCustomDimension[]>;

  @Field(() => [WebsiteCustomMetric])
  readonly customMetrics!: Promise<readonly WebsiteCustomMetric[]>;
  /** Shown like the grants. */
  readonly trackingId!: string | null;
  /** Shown to analysts, and to owners of what they administer; null elsewhere. */
  readonly grants!: Promise<readonly WebsiteGrant[]> | null;
}
