import type { Metadata } from '../../db/postgres/index.js';
import { createAdministration, type Actor, type AuditEntry } from '../../src/administration/index.js';
import { QueryError, type QueryIssue } from '../../src/errors.js';
import { catalogFor, type Catalog } from '../../src/metrics/index.js';
import {
  createRequestContext,
  executeDocument,
  type QueryWarehouse,
  type RequestFacts,
} from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { rulesOf } from '../../src/start/rulesOf.js';
import { answering } from './askedWarehouse.js';

interface Changes {
  readonly metadata: Metadata;
  readonly catalog: Catalog;
  /** What was recorded. */
  readonly audit: AuditEntry[];
  readonly warehouse?: QueryWarehouse;
  readonly onChange?: () => Promise<void>;
  readonly websiteSettings?: RequestFacts['websiteSettings'];
}

/** What may go with a document. */
export interface Sent {
  readonly variables?: Readonly<Record<string, unknown>>;
  /** What is different of the one who sends it. */
  readonly as?: Partial<Actor>;
}

/** How a mutation went: its data, or why it was refused. */
export interface Changed {
  readonly data: Readonly<Record<string, unknown>> | undefined;
  readonly message: string | undefined;
  readonly issues: readonly QueryIssue[];
}

/** Sends documents as people whose credential is an owner's token. */
export function changer({ metadata, catalog, audit, warehouse, onChange, websiteSettings }: Changes) {
  const administration = createAdministration(metadata, {
    audit: { record: (entry) => void audit.push(entry) },
    rules: rulesOf(catalog),
    onChange,
  });
  const role = catalogFor(catalog, 'owner');
  const schema = buildRoleSchema(role);
  const send = async (
    subject: string,
    source: string,
    { variables = {}, as = {} }: Sent = {},
  ): Promise<Changed> => {
    const { websites, tenants } = await metadata.grantsOf(subject);
    const attributes = new Map([
      ['websites', websites.map(({ id }) => id)],
      ['tenants', tenants],
    ]);
    const context = createRequestContext({
      viewer: { subject, role: 'owner', attributes },
      catalog: role,
      metadata,
      websiteSettings,
      warehouse: warehouse ?? answering(() => Promise.reject(new Error('This test asks no warehouse.'))),
      now: new Date('2026-03-01T09:30:00Z'),
      requestId: 'test',
      changes: {
        administration,
        actor: { subject, role: 'owner', credential: { kind: 'token', id: null }, address: '192.0.2.7', userAgent: 'test', requestId: 'test', ...as }, // prettier-ignore
      },
    });
    const { data, errors } = await executeDocument({ schema, context, source, variables });
    const [error] = errors ?? [];
    const cause = error?.originalError;
    return {
      data: error === undefined ? (JSON.parse(JSON.stringify(data)) as Changed['data']) : undefined,
      message: error?.message,
      issues: cause instanceof QueryError ? cause.issues : [],
    };
  };
  return { administration, send };
}
