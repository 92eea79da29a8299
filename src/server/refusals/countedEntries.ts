import type { AuditEntry, AuditSink } from '../../administration/index.js';

const MINUTE_MS = 60_000;

/** Different things that may be refused within a minute and still have an entry of their own; whoever causes more of them is counted together with others. */
const MAX_KINDS = 200;

/** Entries of things that anybody can cause as often as they like: of equal ones of a minute the first is written at once, the others as one with their number. */
export interface CountedEntries {
  /** @param key equal for what is counted together */
  record(key: string, entry: AuditEntry): void;
  /** Writes what is counted so far. */
  stop(): void;
}

export function countEntries(audit: AuditSink, everyMs = MINUTE_MS): CountedEntries {
  let counted = new Map<string, { readonly last: AuditEntry; readonly further: number }>();
  const write = (): void => {
    const minute = counted;
    counted = new Map();
    for (const { last, further } of minute.values()) if (further > 0) audit.record(withCount(last, further));
  };
  const timer = setInterval(write, everyMs).unref();
  return {
    record(key, entry) {
      const known = counted.get(key);
      if (known !== undefined) {
        counted.set(key, { last: entry, further: known.further + 1 });
        return;
      }
      if (counted.size < MAX_KINDS) {
        counted.set(key, { last: entry, further: 0 });
        audit.record(withCount(entry, 1));
        return;
      }
      const rest = `${entry.action} of many`;
      const further = (counted.get(rest)?.further ?? 0) + 1;
      counted.set(rest, { last: ofMany(entry), further });
    },
    stop() {
      clearInterval(timer);
      write();
    },
  };
}

function withCount(entry: AuditEntry, count: number): AuditEntry {
  return { ...entry, metadata: { ...entry.metadata, count } };
}

/** Without anything that says who: the entry stands for several. */
function ofMany({ action, resourceType }: AuditEntry): AuditEntry {
  return { action, resourceType, resourceId: '', actor: null, notes: 'By more callers than are told apart.' };
}
