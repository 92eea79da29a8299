import type { OperatorIssue } from '../errors.js';
import { SETTING_NAMES } from './environmentSchema.js';

type Given = Readonly<Record<string, string | undefined>>;

/** Variables of the test suite, which the product does not read. */
const NOT_OURS = /^VERNIER_(TEST_\w+|CONFORMANCE)$/;

/** Different characters of a secret. */
const FEWEST_CHARACTERS = 10;

/** A misspelt VERNIER_ name would otherwise be a setting that silently does nothing. */
export function unknownSettings(environment: Given): OperatorIssue[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith('VERNIER_') && !NOT_OURS.test(name) && !SETTING_NAMES.includes(name))
    .map((name) => ({
      member: name,
      message: `is no setting. The settings are ${SETTING_NAMES.join(', ')}.`,
    }));
}

/** What settings must fit together; looks only at which are there, so it can speak before their forms are right. */
export function misfits(given: Given): OperatorIssue[] {
  const issues: OperatorIssue[] = [];
  const report = (member: string, message: string): void => void issues.push({ member, message });
  if (given['CLICKHOUSE_CLUSTER'] !== undefined && given['CLICKHOUSE_URL'] === undefined)
    report('CLICKHOUSE_CLUSTER', 'needs CLICKHOUSE_URL: the embedded engine has no cluster.');
  if (given['CLICKHOUSE_ROLES'] !== undefined && given['CLICKHOUSE_URL'] === undefined)
    report('CLICKHOUSE_ROLES', 'needs CLICKHOUSE_URL: the embedded engine has no roles.');
  const secret = given['VERNIER_JWT_SECRET'] !== undefined;
  const keySet = given['VERNIER_JWKS_URL'];
  if (secret && keySet !== undefined)
    report('VERNIER_JWKS_URL', 'and VERNIER_JWT_SECRET exclude each other: set one.');
  if (keySet !== undefined && given['VERNIER_JWT_ISSUER'] === undefined)
    report('VERNIER_JWT_ISSUER', 'is needed with VERNIER_JWKS_URL: whose tokens to accept.');
  if (given['NODE_ENV'] === 'production') {
    if (!secret && keySet === undefined)
      report(
        'VERNIER_JWT_SECRET',
        'or VERNIER_JWKS_URL with VERNIER_JWT_ISSUER is needed when NODE_ENV is production.',
      );
    // A secret of few characters is a word somebody typed; a random one of this length has about twenty.
    const word = given['VERNIER_JWT_SECRET'] ?? '';
    if (word.length >= 32 && new Set(word).size < FEWEST_CHARACTERS)
      report(
        'VERNIER_JWT_SECRET',
        'is too easy to guess for NODE_ENV production: take a random one, such as `openssl rand -base64 48` prints.',
      );
    // Who can change the keys on their way here can sign any token.
    if (keySet?.startsWith('http:') === true)
      report('VERNIER_JWKS_URL', 'must be a URL that starts with https:// when NODE_ENV is production.');
  }
  return issues;
}
