import { QueryError, type QueryIssue } from '../../errors.js';
import type { ApiKey, KeyStore } from '../ports.js';

const MAX_DAYS = 400;
const MAX_NAME = 100;
const DAY_MS = 86_400_000;

/** What somebody wants a key to be. */
export interface KeyRequest {
  readonly name: string;
  readonly role: ApiKey['role'];
  readonly websites: readonly string[];
  readonly tenants: readonly string[];
  readonly persistedOnly: boolean;
  readonly days: number;
}

type Grants = Awaited<ReturnType<KeyStore['grantsOf']>>;

/**
 * The key that is asked for, when its creator may hand all of that on: websites as owner or admin, and tenants.
 * @throws QueryError with every problem
 */
export function checkKey(
  request: KeyRequest,
  grants: Grants,
  now: Date,
): Pick<ApiKey, 'name' | 'role' | 'websiteIds' | 'tenantIds' | 'persistedOnly' | 'expiresAt'> {
  const issues: QueryIssue[] = [];
  const report = (message: string, ...path: (string | number)[]): void =>
    void issues.push({ code: 'INVALID_VALUE', message, path: ['key', ...path] });

  const name = request.name.trim();
  if (name === '' || name.length > MAX_NAME)
    report(`A key has a name of 1 to ${MAX_NAME} characters that says which program holds it.`, 'name');
  if (!Number.isInteger(request.days) || request.days < 1 || request.days > MAX_DAYS)
    report(`A key holds for 1 to ${MAX_DAYS} days.`, 'days');
  if (request.websites.length + request.tenants.length === 0)
    report('A key without a website and without a tenant could ask nothing: name at least one.');
  const mine = new Set(
    grants.websites.filter(({ role }) => role === 'owner' || role === 'admin').map(({ id }) => id),
  );
  for (const [index, website] of request.websites.entries())
    if (!mine.has(website))
      report('There is no such website, or you are neither its owner nor an admin.', 'websites', index);
  for (const [index, tenant] of request.tenants.entries())
    if (!grants.tenants.includes(tenant))
      report('There is no such tenant, or it is not granted to you.', 'tenants', index);
  if (issues.length > 0) throw new QueryError(issues);
  return {
    name,
    role: request.role,
    websiteIds: [...new Set(request.websites)],
    tenantIds: [...new Set(request.tenants)],
    persistedOnly: request.persistedOnly,
    expiresAt: new Date(now.getTime() + request.days * DAY_MS),
  };
}
