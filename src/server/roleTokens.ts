import type { Role } from '../metrics/index.js';
import { signToken } from './signToken.js';
import type { TokenKey } from './tokenKey.js';

export interface RoleToken {
  readonly role: Role;
  readonly subject: string;
  readonly token: string;
}

/** Tokens to try, which a new start prints again. */
const LIFETIME = '30d';

/** One token per person, for the terminal and, in the demo, for GraphiQL's role switch. */
export async function roleTokens(
  key: TokenKey,
  people: readonly { readonly role: Role; readonly subject: string }[],
): Promise<readonly RoleToken[]> {
  return Promise.all(
    people.map(async ({ role, subject }) => ({
      role,
      subject,
      token: await signToken(key, { role, subject, expiresIn: LIFETIME }),
    })),
  );
}
