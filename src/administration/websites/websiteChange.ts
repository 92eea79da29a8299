import { InvariantError } from '../../errors.js';
import type { Actor } from '../actor.js';
import { audited, type Outcome } from '../audit/audited.js';
import type { AuditEntry, AuditSink } from '../audit/auditEntry.js';
import { rightTo } from '../grants/websiteRight.js';
import type { Rules, WebsiteRecord, WebsiteRole, WebsiteStore } from '../ports.js';

/** What the subjects of this folder work with. */
export interface WebsiteTools {
  readonly store: WebsiteStore;
  readonly audit: AuditSink;
  readonly rules: Rules;
}

interface Change {
  readonly actor: Actor;
  readonly websiteId: string;
  /** Weakest role that may. */
  readonly right: WebsiteRole;
  readonly action: string;
  /** What is changed, when it is not the website itself. */
  readonly resource?: Pick<AuditEntry, 'resourceType' | 'resourceId'>;
  /** What is asked for, which the entry keeps when it is refused. */
  readonly asked?: object | undefined;
}

/** What became of the website, and what is told of it. */
interface Decided<T> extends Outcome<T> {
  readonly website: WebsiteRecord;
}

/**
 * Changes a website as somebody who may, with its entry in the audit log. `decide` works on what is there at that moment: whoever comes second finds what
 * the first left. Rejects with AccessError in the same words for a website that is another's and one that is not there, before the input is looked at.
 */
export function changeWebsite<T>(
  { store, audit }: WebsiteTools,
  change: Change,
  decide: (website: WebsiteRecord) => Decided<T>,
): Promise<T> {
  const { actor, websiteId, right, action, asked } = change;
  const resource = change.resource ?? { resourceType: 'website', resourceId: websiteId };
  return audited(audit, { action, actor, websiteId, ...resource, asked: asked && { ...asked } }, async () => {
    let decided: Decided<T> | undefined;
    await store.changeWebsite(websiteId, (website) => {
      rightTo(website?.grants, actor, right);
      if (website === undefined)
        throw new InvariantError('Somebody has a right to a website that is not there.');
      decided = decide(website);
      return decided.website;
    });
    if (decided === undefined) throw new InvariantError('A store changed a website without a decision.');
    return decided;
  });
}

/** The list with one member replaced, added at the end (nothing before) or taken out (nothing after). */
export function withMember<T>(list: readonly T[], before: T | undefined, after: T | undefined): readonly T[] {
  const others = list.flatMap((member) =>
    member === before ? (after === undefined ? [] : [after]) : [member],
  );
  return before === undefined && after !== undefined ? [...others, after] : others;
}

/** Members of `after` that are different in `before`, with what they were: what an audit entry tells. */
export function difference<T extends object>(
  before: T,
  after: T,
): { readonly before: Readonly<Record<string, unknown>>; readonly after: Readonly<Record<string, unknown>> } {
  const names = (Object.keys(after) as (keyof T & string)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const pick = (of: T) => Object.fromEntries(names.map((name) => [name, of[name]]));
  return { before: pick(before), after: pick(after) };
}
