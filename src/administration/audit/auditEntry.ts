import type { Actor } from '../actor.js';

type DataClassification = 'public' | 'internal' | 'confidential' | 'restricted';
type RetentionCategory = 'short_term' | 'medium_term' | 'long_term' | 'permanent';

/** One thing that was done, or refused. Values are what was written, never a secret. */
export interface AuditEntry {
  /** `resource.verb`: `grant.set`, `website.create`, `key.revoke`; a refusal ends in `.denied`. */
  readonly action: string;
  /** Null for jobs of the server itself, and for somebody who did not prove who they are. */
  readonly actor: Actor | null;
  /** Where it came from, when there is no actor to say it. */
  readonly origin?: Pick<Actor, 'address' | 'userAgent' | 'requestId'> | undefined;
  readonly resourceType: string;
  readonly resourceId: string;
  /** Tenant it concerns; absent when it concerns a website or the whole server. */
  readonly tenantId?: string | undefined;
  readonly websiteId?: string | undefined;
  /** Absent for a creation. */
  readonly before?: Readonly<Record<string, unknown>> | undefined;
  /** Absent for a deletion. Of what was refused: what was asked for, cut short; absent where the resource says it all. */
  readonly after?: Readonly<Record<string, unknown>> | undefined;
  /** Anything else. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly notes?: string | undefined;
  readonly classification?: DataClassification | undefined;
  readonly retention?: RetentionCategory | undefined;
}

/** Takes entries without ever waiting or failing: what was done has been done. */
export interface AuditSink {
  record(entry: AuditEntry): void;
}
