import {
  Arg,
  Ctx,
  Field,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from 'type-graphql';
import type { ApiKey } from '../../../administration/index.js';
import type { SchemaContext } from '../../ports.js';
import { DateTime } from '../../scalars/dates.js';

const nullable = { nullable: true } as const;

const KeyRoles = { OWNER: 'owner', READER: 'reader' } as const;
registerEnumType(KeyRoles, {
  name: 'KeyRole',
  description: 'Whose schema a key asks. It decides nothing about what it may change: keys ask.',
});

@InputType({ description: 'A key to be made.' })
class ApiKeyInput {
  @Field(() => String, { description: 'Says which program holds it.' })
  readonly name!: string;

  @Field(() => KeyRoles, { defaultValue: KeyRoles.READER })
  readonly role!: ApiKey['role'];

  @Field(() => [String], {
    defaultValue: [],
    description: 'Ids of websites of which you are owner or admin.',
  })
  readonly websites!: readonly string[];

  @Field(() => [String], { defaultValue: [], description: 'Ids of tenants that are granted to you.' })
  readonly tenants!: readonly string[];

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Only registered documents run, whatever is sent.',
  })
  readonly persistedOnly!: boolean;

  @Field(() => Int, { defaultValue: 90, description: 'Days until it expires, up to 400.' })
  readonly days!: number;
}

@ObjectType('ApiKey', {
  description:
    'A credential of a program. What it sees is at each request what it names of what its creator may see then.',
})
class ApiKeyView {
  @Field(() => String, { description: 'Public part; names it in the audit log.' })
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => KeyRoles)
  readonly role!: ApiKey['role'];

  @Field(() => [String])
  readonly websiteIds!: readonly string[];

  @Field(() => [String])
  readonly tenantIds!: readonly string[];

  @Field(() => Boolean)
  readonly persistedOnly!: boolean;

  @Field(() => String, { description: 'Id of the person who made it.' })
  readonly createdBy!: string;

  @Field(() => DateTime)
  readonly createdAt!: string;

  @Field(() => DateTime)
  readonly expiresAt!: string;

  @Field(() => DateTime, { ...nullable, description: 'To the minute; null: never yet.' })
  readonly lastUsedAt!: string | null;

  @Field(() => DateTime, { ...nullable, description: 'Since when it is refused; null: it holds.' })
  readonly revokedAt!: string | null;
}

@ObjectType()
class CreatedApiKey {
  @Field(() => ApiKeyView)
  readonly key!: ApiKeyView;

  @Field(() => String, {
    description:
      'What to send: `Authorization: Bearer <secret>`. It is shown this once and cannot be had again.',
  })
  readonly secret!: string;
}

@ObjectType()
class RevokedTokens {
  @Field(() => DateTime, { description: 'Tokens issued before are refused.' })
  readonly revokedBefore!: string;
}

/** Keys of programs, and taking back tokens. */
@Resolver()
export class KeyMutations {
  @Query(() => [ApiKeyView], {
    description:
      'Keys you made, and those that reach a website of yours, of which you see that alone; newest first.',
  })
  async apiKeys(@Ctx() context: SchemaContext): Promise<ApiKeyView[]> {
    return (await context.change(({ keys }, actor) => keys.list(actor))).map(view);
  }

  @Mutation(() => CreatedApiKey, { description: 'Makes a key for a program. Keys ask; they change nothing.' })
  async createApiKey(
    @Arg('key', () => ApiKeyInput) request: ApiKeyInput,
    @Ctx() context: SchemaContext,
  ): Promise<CreatedApiKey> {
    const { key, secret } = await context.change(({ keys }, actor) => keys.create(actor, request));
    return { key: view(key), secret };
  }

  @Mutation(() => ApiKeyView, {
    description:
      'Refuses a key from the next request on, for good. From a key that somebody else made your websites are taken out; it is refused when it has nothing else.',
  })
  async revokeApiKey(
    @Arg('id', () => String) id: string,
    @Ctx() context: SchemaContext,
  ): Promise<ApiKeyView> {
    return view(await context.change(({ keys }, actor) => keys.revoke(actor, id)));
  }

  @Mutation(() => RevokedTokens, {
    description: 'Refuses every token issued to you before now, the one in use too: for one that was lost.',
  })
  async revokeMyTokens(@Ctx() context: SchemaContext): Promise<RevokedTokens> {
    const { revokedBefore } = await context.change(({ keys }, actor) => keys.revokeMyTokens(actor));
    return { revokedBefore: revokedBefore.toISOString() };
  }
}

function view(key: ApiKey): ApiKeyView {
  return {
    ...key,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}
