import type { Actor, AuditEntry, AuditSink } from '../../administration/index.js';
import type { AccessError, AuthenticationError, RateLimitError } from '../../errors.js';
import { addressGroup } from '../rateLimits/addressGroup.js';
import { countEntries } from './countedEntries.js';
import type { Question } from './questionOf.js';

/** Where a request comes from, which is all that is known of somebody who did not prove who they are. */
export type Origin = Pick<Actor, 'address' | 'userAgent' | 'requestId'>;

/** Writes what was refused to callers into the audit log: at most some hundred entries a minute, whatever anybody sends. Never waits, never fails. */
export interface Refusals {
  /** A credential that is not accepted. Nothing of the credential itself is written but the id of an API key whose secret was the right one. */
  signIn(origin: Origin, error: AuthenticationError): void;
  /** A question that somebody may not ask. */
  denied(actor: Actor, error: AccessError, question: Question): void;
  /** Too many requests, or too many refused credentials; null where it is not known of whom. */
  limited(caller: { readonly actor: Actor | null; readonly origin: Origin }, error: RateLimitError): void;
  stop(): void;
}

/** Of what a caller can make as long as they like. */
const MAX_NAME = 100;
const MAX_FIELDS = 20;

export function recordRefusals(audit: AuditSink, everyMs?: number): Refusals {
  const entries = countEntries(audit, everyMs);
  const record = (parts: readonly (string | null)[], entry: AuditEntry): void =>
    entries.record(JSON.stringify([entry.action, ...parts]), entry);
  return {
    signIn(origin, { message, keyId = '' }) {
      const address = addressGroup(origin.address ?? '');
      record([address, message, keyId], {
        action: 'signIn.denied',
        actor: null,
        origin,
        resourceType: keyId === '' ? 'credential' : 'api_key',
        resourceId: keyId,
        notes: message,
        classification: 'confidential',
      });
    },
    denied(actor, { message, code }, { operation, fields }) {
      record([callerOf(actor), message], {
        action: 'query.denied',
        actor,
        resourceType: 'query',
        resourceId: operation?.slice(0, MAX_NAME) ?? '',
        notes: message,
        metadata: { code, fields: fields.slice(0, MAX_FIELDS).map((field) => field.slice(0, MAX_NAME)) },
      });
    },
    limited({ actor, origin }, { message, code }) {
      record([actor === null ? addressGroup(origin.address ?? '') : callerOf(actor)], {
        action: 'request.denied',
        actor,
        origin,
        resourceType: 'credential',
        resourceId: actor?.credential.id ?? '',
        notes: message,
        metadata: { code },
      });
    },
    stop: () => entries.stop(),
  };
}

function callerOf({ subject, credential }: Actor): string {
  return `${credential.kind}:${subject}`;
}
